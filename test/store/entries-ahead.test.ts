import { afterAll, beforeAll, expect, test } from "vitest";
import { ingest } from "../../server/ingest.ts";
import { entriesAhead } from "../../server/store/entries-ahead.ts";
import { configSchema } from "../../shared/config.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../shared/time.ts";
import { text } from "../lib/entries.ts";
import { createStore, type TestStore } from "./store.ts";

const NOW = Date.parse("2026-03-02T12:00:30Z");

let store: TestStore;
beforeAll(async () => {
  store = await createStore();
});
afterAll(() => store.close());

/** Errors of one group at these times; gives the group's id. */
async function keep(relation: string, ...times: number[]): Promise<string> {
  const values = times.map((at, i) => ({
    line: i + 1,
    value: text(`relation "${relation}" does not exist`, { at, severity: "ERROR", insertId: `${relation} ${i}` }),
  }));
  await ingest(store.pool, configSchema.parse({}), { source: "test", values });
  const { rows } = await store.pool.query<{ id: string }>(
    "select id from plumbline.error_group where title like '%' || $1::text || '%'",
    [relation],
  );
  return rows[0]?.id ?? "";
}

test("entries of a group that state a time to come are counted, in this minute and in later ones, with the latest", async () => {
  const id = await keep(
    "orders",
    ...[NOW - HOUR, NOW - SECOND, NOW + 2 * SECOND],
    ...[NOW + 20 * SECOND, NOW + 25 * SECOND, NOW + MINUTE, NOW + 365 * DAY],
  );

  expect(await entriesAhead(store.pool, id, NOW)).toStrictEqual({ count: 4, latestAt: NOW + 365 * DAY });
  // As time goes on, fewer are ahead.
  expect(await entriesAhead(store.pool, id, NOW + 2 * MINUTE)).toStrictEqual({ count: 1, latestAt: NOW + 365 * DAY });
  expect(await entriesAhead(store.pool, id, NOW + 366 * DAY)).toBeUndefined();
});

test("clocks that differ by a moment put nothing ahead", async () => {
  const id = await keep("users", NOW - HOUR, NOW + 4 * SECOND);

  expect(await entriesAhead(store.pool, id, NOW)).toBeUndefined();
  expect(await entriesAhead(store.pool, "no such group", NOW)).toBeUndefined();
});

test("those of a year beyond what is kept by the minute are counted, with the time that they state", async () => {
  const at = Date.UTC(9999, 5, 1);
  const id = await keep("carts", at, at + MINUTE);

  expect(await entriesAhead(store.pool, id, NOW)).toStrictEqual({ count: 2, latestAt: at + MINUTE });
});
