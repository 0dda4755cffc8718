import fc from "fast-check";
import type { Pool } from "pg";
import { ingest, type SourceRead } from "../../server/ingest.ts";
import { expire } from "../../server/store/expire.ts";
import { dayOf } from "../../server/store/partitions.ts";
import { readCursor } from "../../server/store/sources.ts";
import { configSchema } from "../../shared/config.ts";
import { retentionSchema } from "../../shared/retention-config.ts";
import { DAY } from "../../shared/time.ts";
import { exactCounts, exactTruth } from "../lib/exact-counts.ts";
import type { ServedEntry } from "../lib/logging-server/entries.ts";
import { chanceOf, freshEntries, restOf } from "./feed.ts";

const CONFIG = configSchema.parse({});
/** Days ago on which entries happened; all are near enough to have a partition each. */
const DAYS_AGO = [0, 1, 5, 20, 40];

/** What a source holds, in its order: 60 different entries, some of them more than once. */
export const LOG: ServedEntry[] = (() => {
  const entries = freshEntries("model", 60, chanceOf(3)).map((entry, i) => {
    const at = entry.at - (DAYS_AGO[i % DAYS_AGO.length] ?? 0) * DAY;
    return { ...entry, at, receivedAt: at };
  });
  return entries.flatMap((entry, i) => (i % 7 === 0 ? [entry, entries[(i * 5) % 60] ?? entry] : [entry]));
})();

/** What must be so, kept in plain sets and numbers. */
export type Model = {
  stored: Set<ServedEntry>;
  accepted: number;
  rejected: number;
  read: number;
  /** Days whose keys were dropped: what comes of them is refused. */
  forgotten: Set<number>;
  /** Where the source "log" reads on. */
  cursor: number;
};

/** The store, by the sessions of two replicas, and one whose sessions break where it is told. */
export type Real = {
  first: Pool;
  second: Pool;
  /** The next transaction loses its session at its statement number `at`, before or after that one was sent. */
  breaking: (at: number, isSent: boolean) => Pool;
  quiet: () => Promise<void>;
};

type Command = fc.AsyncCommand<Model, Real>;

const place = fc.nat({ max: LOG.length - 1 });
const someEntries = fc.array(place, { minLength: 1, maxLength: 25 });

/** Everything that may happen to the store; each is run against model and store, which are then compared. */
export const COMMANDS: fc.Arbitrary<Command>[] = [
  fc.nat({ max: 20 }).map((count) =>
    command(`read on ${count}`, async (model, { first }) => {
      const from = Number((await readCursor(first, "log")) ?? 0);
      if (from !== model.cursor) throw new Error(`the cursor is ${from}, not ${model.cursor}`);
      const part = LOG.slice(from, from + count);
      await ingest(first, CONFIG, readOf("log", part, from + part.length));
      note(model, part);
      model.cursor = from + part.length;
    }),
  ),
  someEntries.map((places) =>
    command(`send [${places}]`, async (model, { second }) => {
      await ingest(second, CONFIG, readOf("push", at(places)));
      note(model, at(places));
    }),
  ),
  fc.tuple(someEntries, someEntries).map(([some, others]) =>
    command(`two replicas send [${some}] and [${others}]`, async (model, { first, second }) => {
      const reads = [
        ingest(first, CONFIG, readOf("push", at(some))),
        ingest(second, CONFIG, readOf("log", at(others))),
      ];
      await Promise.all(reads);
      note(model, [...at(some), ...at(others)]);
    }),
  ),
  fc.tuple(someEntries, fc.integer({ min: 1, max: 14 }), fc.boolean()).map(([places, statement, isSent]) =>
    command(
      `lose the session ${isSent ? "in" : "before"} statement ${statement} of [${places}]`,
      async (model, real) => {
        const part = at(places);
        const cursor = model.cursor;
        const isDone = await ingest(real.breaking(statement, isSent), CONFIG, readOf("log", part, cursor + 1)).then(
          () => true,
          () => false,
        );
        await real.quiet();
        // A commit whose answer was lost counts; then all of the batch must be there, its cursor too.
        const isStored = Number((await readCursor(real.first, "log")) ?? 0) === cursor + 1;
        if (isDone && !isStored) throw new Error("a batch was told to be stored and is not");
        if (!isStored) return;
        note(model, part);
        model.cursor = cursor + 1;
      },
    ),
  ),
  fc.constantFrom(3, 10, 30).map((days) =>
    command(`keep ${days} days`, async (model, { first }) => {
      const now = Date.now();
      // A batch that failed may have made its day's partition, or not.
      const { rows } = await first.query<{ day: number }>(
        "select from_day as day from plumbline.day_partition where has_keys",
      );
      await expire(first, now, retentionSchema.parse({ entryKeysDays: days, minutesDays: days, samplesDays: days }));
      const oldest = dayOf(now - days * DAY);
      for (const { day } of rows) if (day < oldest) model.forgotten.add(day);
      for (const entry of model.stored) if (dayOf(entry.at) < oldest) model.stored.delete(entry);
    }),
  ),
];

function command(what: string, run: (model: Model, real: Real) => Promise<void>): Command {
  return {
    check: () => true,
    toString: () => what,
    run: async (model, real) => {
      await run(model, real);
      await compare(model, real);
    },
  };
}

function at(places: readonly number[]): ServedEntry[] {
  return places.flatMap((one) => LOG[one] ?? []);
}

function readOf(source: string, entries: readonly ServedEntry[], cursor?: number): SourceRead {
  const values = entries.map((entry, i) => ({ line: i + 1, value: restOf(entry) }));
  return { source, values, ...(cursor === undefined ? {} : { cursor }) };
}

function note(model: Model, entries: readonly ServedEntry[]): void {
  for (const entry of entries) {
    model.read += 1;
    if (model.forgotten.has(dayOf(entry.at))) {
      model.rejected += 1;
      continue;
    }
    if (!model.stored.has(entry)) model.accepted += 1;
    model.stored.add(entry);
  }
}

async function compare(model: Model, { first }: Real): Promise<void> {
  const { errorsByRevision: _e, requestsByRevision: _r, ...stored } = await exactCounts(first);
  const truth = exactTruth([...model.stored]);
  const { rows } = await first.query("select coalesce(sum(read), 0)::integer as read from plumbline.source");
  const found = { ...stored, read: rows[0]?.read };
  const expected = {
    entries: truth.entries,
    accepted: model.accepted,
    rejected: model.rejected,
    errors: truth.errors,
    requests: truth.requests,
    read: model.read,
  };
  const [a, b] = [sorted(found), sorted(expected)];
  if (a !== b) throw new Error(`stored ${a}\nexpected ${b}`);
}

function sorted(value: object): string {
  return JSON.stringify(value, (_key, part) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([x], [y]) => (x < y ? -1 : 1)))
      : part,
  );
}
