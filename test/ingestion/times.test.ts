import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ingest } from "../../server/ingest.ts";
import { type Loop, startLoop } from "../../server/loop.ts";
import { reactTo } from "../../server/react.ts";
import { dropPartitions } from "../../server/store/drop-partitions.ts";
import { dayOf } from "../../server/store/partitions.ts";
import { configSchema } from "../../shared/config.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../shared/time.ts";
import { request, text } from "../lib/entries.ts";
import { createStore, type TestStore } from "../store/store.ts";

const CONFIG = configSchema.parse({});
const NOW = Date.now();
const YEAR = 365 * DAY;

let store: TestStore;
let loop: Loop;
let now = NOW;
beforeEach(async () => {
  store = await createStore();
  now = NOW;
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const react = (change: Parameters<typeof reactTo>[0]) => reactTo(change, CONFIG, now);
  loop = startLoop({ pool: store.pool, config: () => CONFIG, ask: async () => [], react, now: () => now, log });
});
afterEach(async () => {
  await loop.stop();
  await store.close();
});

async function storeAll(values: unknown[]) {
  return ingest(store.pool, CONFIG, { source: "test", values: values.map((value, i) => ({ line: i + 1, value })) });
}

/** Requests of one route, one every ten seconds, for so many minutes from the clock's now on; the clock goes with them. */
async function minutes(count: number, status: number): Promise<void> {
  const from = now;
  await storeAll(
    Array.from({ length: count * 6 }, (_, i) => request({ at: from + i * 10 * SECOND, path: "/api/x", status })),
  );
  now += count * MINUTE;
  await loop.run(true);
}

async function incidents(): Promise<{ id: string; status: string }[]> {
  const { rows } = await store.pool.query("select id, status from plumbline.incident order by id");
  return rows;
}

const failedAt = (at: number, insertId: string) => request({ at, path: "/api/x", status: 500, insertId });

describe("entries from other times", () => {
  test("one from next year does not hold an incident open, and counts when its time has come", async () => {
    await minutes(5, 500);
    await storeAll([failedAt(NOW + YEAR, "from the future")]);
    await minutes(15, 200);

    expect(await incidents()).toMatchObject([{ status: "resolved" }]);

    now = NOW + YEAR + MINUTE;
    await storeAll([failedAt(now - 2 * SECOND, "then 1"), failedAt(now - SECOND, "then 2")]);
    await loop.run(true);
    const { rows } = await store.pool.query("select sum(count)::integer as errors from plumbline.group_minute");
    expect(rows).toStrictEqual([{ errors: 33 }]);
    expect((await incidents()).some(({ status }) => status === "open")).toBe(true);
  });

  test("those of any year are stored under their own minute, in few partitions, once, and go with their days", async () => {
    const years = [1970, 1999, 2001, 2015, 2024, 2031, 2099, 2150, 9999];
    const values = years.map((year) => failedAt(Date.UTC(year, 5, 1), `of ${year}`));

    expect(await storeAll(values)).toStrictEqual({ read: 9, accepted: 9, duplicates: 0, rejected: 0 });
    expect(await storeAll(values)).toStrictEqual({ read: 9, accepted: 0, duplicates: 9, rejected: 0 });
    await loop.run(true);

    const { rows: partitions } = await store.pool.query("select from_day from plumbline.day_partition");
    expect(partitions.length).toBeLessThan(12);
    // Before 2000 and after 2099 the nearest day that is kept stands for them.
    const { rows } = await store.pool.query<{ year: string; errors: number }>(
      `select to_char(to_timestamp(minute * 60.0) at time zone 'UTC', 'YYYY') as year, sum(count)::integer as errors
       from plumbline.group_minute
       group by 1
       order by 1`,
    );
    expect(rows.map(({ year, errors }) => `${year}: ${errors}`)).toStrictEqual([
      "2000: 2",
      "2001: 1",
      "2015: 1",
      "2024: 1",
      "2031: 1",
      "2099: 3",
    ]);
    const before = dayOf(NOW - 30 * DAY);
    expect(await dropPartitions(store.pool, { keysBefore: before, minutesBefore: before })).toBeGreaterThan(3);
    const { rows: kept } = await store.pool.query("select count(*)::integer as keys from plumbline.entry_key");
    expect(kept).toStrictEqual([{ keys: 4 }]);
  });
});

describe("clock steps", () => {
  test("a clock that jumps two days ahead and back ends nothing and opens nothing anew", async () => {
    await minutes(8, 500);
    const before = await incidents();
    expect(before).toMatchObject([{ status: "open" }]);

    now += 2 * DAY;
    await loop.run(true);
    expect(await incidents()).toStrictEqual(before);
    now -= 2 * DAY;
    await minutes(2, 500);

    expect(await incidents()).toStrictEqual(before);
  });

  test("a clock that is set back two hours loses nothing and goes on with the same incident", async () => {
    await minutes(8, 500);
    const before = await incidents();

    now -= 2 * HOUR;
    await loop.run(true);
    expect(await incidents()).toStrictEqual(before);
    now += 2 * HOUR;
    await minutes(12, 200);

    expect(await incidents()).toStrictEqual(before.map(({ id }) => ({ id, status: "resolved" })));
  });
});

describe("summer time", () => {
  const ZONE = process.env.TZ;
  afterEach(() => {
    if (ZONE === undefined) delete process.env.TZ;
    else process.env.TZ = ZONE;
  });

  /** Errors around both changes of the clocks in Europe, stamped with the local offset of each moment. */
  const stamps = [
    "2026-03-29T01:59:59.500+01:00",
    "2026-03-29T03:00:00.500+02:00",
    "2026-10-25T02:30:00+02:00",
    "2026-10-25T02:30:00+01:00",
  ];

  test.each(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])(
    "in %s every minute is counted once, the hour that comes twice too",
    async (zone) => {
      process.env.TZ = zone;
      const values = stamps.map((at, i) =>
        text('relation "orders" does not exist', { at, severity: "ERROR", insertId: `${i}` }),
      );
      await storeAll(values);
      // The same moments in UTC are the same entries.
      const again = values.map((value, i) => ({ ...value, timestamp: new Date(stamps[i] ?? "").toISOString() }));
      expect(await storeAll(again)).toMatchObject({ accepted: 0, duplicates: 4 });

      const { rows } = await store.pool.query<{ at: string; count: number }>(
        `select to_char(to_timestamp(minute * 60.0) at time zone 'UTC', 'MM-DD HH24:MI') as at, count
         from plumbline.group_minute
         order by minute`,
      );
      expect(rows.map(({ at, count }) => `${at} ${count}`)).toStrictEqual([
        "03-29 00:59 1",
        "03-29 01:00 1",
        "10-25 00:30 1",
        "10-25 01:30 1",
      ]);
    },
  );
});
