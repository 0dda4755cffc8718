import { afterEach, beforeEach, expect, test } from "vitest";
import { createStore, type TestStore } from "../store/store.ts";
import { PLANS, runPlan } from "./fault-plans.ts";

/** `node test/bench/fault-plans.ts` sends 100,000 through each. */
const ENTRIES = 1500;

let store: TestStore;
beforeEach(async () => {
  store = await createStore();
});
afterEach(() => store.close());

test.each(Object.keys(PLANS) as (keyof typeof PLANS)[])(
  "live entries are counted exactly through this: %s",
  async (name) => {
    const { stored, truth } = await runPlan(name, ENTRIES, store.pool);

    expect(stored).toStrictEqual(truth);
  },
);
