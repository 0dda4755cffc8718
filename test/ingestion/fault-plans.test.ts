import { expect, test } from "vitest";
import { createStore } from "../store/store.ts";
import { PLANS, runPlan } from "./fault-plans.ts";

/** `node test/bench/fault-plans.ts` sends 100,000 through each. */
const ENTRIES = 1500;
/** So few at a time that every mishap of a plan comes. */
const SIZE = 100;

test.concurrent.each(Object.keys(PLANS) as (keyof typeof PLANS)[])(
  "live entries are counted exactly through this: %s",
  async (name) => {
    const store = await createStore();

    const { stored, truth } = await runPlan(name, ENTRIES, store.pool, SIZE);

    await store.close();
    expect(stored).toStrictEqual(truth);
  },
);
