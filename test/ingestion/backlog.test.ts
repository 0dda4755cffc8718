import { expect, test } from "vitest";
import { newsFinder, withoutUnexplained } from "../../server/backlog.ts";
import { continueIncidents } from "../../server/continue-incidents.ts";
import { diagnose } from "../../server/diagnose.ts";
import { diagnoseMemory } from "../../server/diagnose-memory.ts";
import type { Patience } from "../../server/diagnose-turns.ts";
import { standingOf } from "../../server/store/standing.ts";
import { configSchema } from "../../shared/config.ts";
import type { ErrorGroup } from "../../shared/group.ts";
import { atOnce } from "../../shared/in-steps.ts";
import { DAY, HOUR, MINUTE } from "../../shared/time.ts";
import { errorGroup } from "../lib/error-group.ts";

const NOW = Date.parse("2026-03-02T12:00:00Z");
const CONFIG = configSchema.parse({});
const SERVICES = 200;

/** A table is missing in the service with this number, since an hour ago or a minute. */
function failing(number: number, since = HOUR): ErrorGroup {
  const arrivals = Array.from({ length: 30 }, (_, i) => NOW - since + (i * since) / 30 + number);
  return errorGroup({
    service: `shop-${number}`,
    arrivals,
    family: "schema.missing-relation",
    slots: { relation: `table_${number}` },
  });
}

const everyday = Array.from({ length: SERVICES }, (_, number) => failing(number));

function look(groups: ErrorGroup[], memory = diagnoseMemory(), patience?: Patience) {
  const window = { from: NOW - DAY, now: NOW };
  return diagnose({ groups, traffic: [], changes: [] }, CONFIG, window, async () => [], new Map(), memory, patience);
}

test("who knows nothing of many held incidents tells of a new one first, leaves the others as they are, and comes to all of them", async () => {
  const held = (await look(everyday)).map(standingOf);
  const groups = [...everyday, failing(SERVICES, MINUTE)];
  const whole = await look(groups);
  const memory = diagnoseMemory();
  const patience = { mayGoOn: () => false, isNews: newsFinder(held) };

  const first = await look(groups, memory, patience);
  expect(first.map(({ service }) => service)).toContain(`shop-${SERVICES}`);
  expect({ seen: first.length, left: memory.waiting }).toStrictEqual({ seen: 64, left: SERVICES + 1 - 64 });
  const unexplained = [...memory.unexplained.values()].map(({ failure }) => failure);
  expect(continueIncidents(first, atOnce(withoutUnexplained(held, first, unexplained))).gone).toStrictEqual([]);

  const looks = [first];
  for (let i = 0; memory.waiting > 0 && i < 10; i += 1) looks.push(await look(groups, memory, patience));
  expect(looks.map(({ length }) => length)).toStrictEqual([64, 128, 192, SERVICES + 1]);
  expect(looks.at(-1)).toStrictEqual(whole);
});

test("of many failures that nobody knows so many are explained at a look as there is room for, the youngest first", async () => {
  const groups = [...everyday, failing(SERVICES, MINUTE)];
  const memory = diagnoseMemory();
  const patience = { mayGoOn: () => true, isNews: newsFinder([]), room: 10 };

  const first = await look(groups, memory, patience);

  expect(first.map(({ service }) => service)).toContain(`shop-${SERVICES}`);
  expect({ seen: first.length, left: memory.waiting }).toStrictEqual({ seen: 74, left: SERVICES + 1 - 74 });
  expect(await look(groups, memory, { ...patience, room: 0 })).toHaveLength(74 + 64);
  expect(await look(groups, memory)).toHaveLength(SERVICES + 1);
});
