import type { Pool } from "pg";
import type { CountingConfig } from "../shared/config.ts";
import type { EntryOutcome } from "../shared/intake.ts";
import { MINUTE } from "../shared/time.ts";
import { PAUSED_DOOR_SECONDS } from "./doors.ts";
import { type AdmissionLimits, createAdmission, type Ticket } from "./lib/admission.ts";
import { type Batcher, createBatcher } from "./lib/batcher.ts";
import { type BodyLine, partsOf } from "./lib/body-lines.ts";
import { messageOf, PlumblineError } from "./lib/errors.ts";
import type { Log } from "./lib/log.ts";
import type { BatchCounts } from "./store/ingest.ts";
import { type AlertSender, alertTaker } from "./store-alerts.ts";
import { createLineStore } from "./store-lines.ts";
import { type Outcome, storeOffers } from "./store-offers.ts";

/** One thing offered: a value, or why there is none. */
export type Offered = { value: unknown } | { reason: string };

/** Takes what programs send, whatever the form it came in. */
export type Intake = {
  /** The right to read a body for a source. Throws `too-many` under pressure, `unavailable` while a person paused the source. */
  enter: (source: string) => Ticket;
  /**
   * What became of each thing offered, in order, once all of it is committed. Throws `unavailable` where the database does
   * not take it: some of it may be stored then, and counts as a duplicate when it is sent again. Throws `too-large` for more than
   * 100,000 things.
   */
  store: (source: string, offered: readonly Offered[]) => Promise<EntryOutcome[]>;
  /** The same for the lines of a body of NDJSON, each one entry. Nobody may change its bytes after. */
  storeLines: (source: string, body: Buffer) => Promise<EntryOutcome[]>;
  /** Reads and stores the alerts of a body. Throws a ZodError for a body that is none, `unavailable` as above. */
  storeAlerts: (sender: AlertSender, body: unknown) => Promise<BatchCounts>;
  /** Why the database took nothing of what a source sent within the last minute; undefined once it takes something again. */
  refusalOf: (source: string) => string | undefined;
  /** Waits for what is being stored. */
  stop: () => Promise<void>;
};

export type IntakeSettings = {
  pool: Pool;
  config: CountingConfig;
  log: Log;
  /** Something new was stored. */
  onStored: () => void;
  limits?: AdmissionLimits;
  /** Whether a person paused a source. */
  isPaused?: (source: string) => boolean;
};

/** What one body may offer, ten megabytes of entries of a hundred bytes: a body of commas must not keep the database for minutes. */
const MAX_OFFERED = 100_000;
/** Entries of one transaction; a larger body is several, so that nothing else waits long for this thread. */
const BATCH_ENTRIES = 2000;
/** Transactions at once for each source: while one is written, what the next says is read. */
const WRITERS = 2;
/** Fewer entries do not begin a transaction beside another: what a transaction costs by itself is shared by more. */
const WORTHWHILE_ENTRIES = 1000;
/** Who does not come again leaves it open whether the database takes entries by now. */
const REFUSAL_HOLDS = MINUTE;
const LIMITS: AdmissionLimits = { bodies: 200, bytes: 48 * 1024 * 1024 };

/**
 * 503 rather than 429: Alertmanager tries again after the former alone, and Pub/Sub, OpenTelemetry's senders and Cloud
 * Monitoring after both. https://opentelemetry.io/docs/specs/otlp/#failures-1
 */
function pausedDoor(source: string): PlumblineError {
  const retryAfterSeconds = PAUSED_DOOR_SECONDS;
  return new PlumblineError(
    "unavailable",
    `The source ${source} is paused, and nothing of this body was stored: send it again in ${retryAfterSeconds} s.`,
    { retryAfterSeconds },
  );
}

/** Bodies that come while others are being stored share the next transaction: a message of one entry costs little. */
export function createIntake({ pool, config, log, onStored, limits = LIMITS, isPaused }: IntakeSettings): Intake {
  const admission = createAdmission(limits);
  const refusals = new Map<string, { reason: string; at: number }>();
  const patient = async (source: string, store: () => Promise<Outcome[]>): Promise<Outcome[]> => {
    try {
      const outcomes = await store();
      if (refusals.size > 0) log.info("the database takes entries again");
      refusals.clear();
      if (outcomes.some(({ outcome }) => outcome !== "duplicate")) onStored();
      return outcomes;
    } catch (error) {
      const reason = messageOf(error);
      if (refusals.size === 0)
        log.warn("the database takes no entries; senders are asked to come again", { err: reason });
      refusals.set(source, { reason, at: performance.now() });
      throw new PlumblineError("unavailable", "Plumbline's database takes no entries now: send this body again soon.", {
        cause: error,
      });
    }
  };
  const lineStore = createLineStore(pool, config);
  const values = batchersOf<Offered>((source, offered) =>
    patient(source, () => storeOffers(pool, config, source, offered)),
  );
  const lines = batchersOf<BodyLine>((source, some) => patient(source, () => lineStore.store(source, some)));
  return {
    enter: (source) => {
      if (isPaused?.(source) === true) throw pausedDoor(source);
      return admission.enter();
    },
    storeAlerts: alertTaker(pool, config),
    store: async (source, offered) => {
      if (offered.length > MAX_OFFERED) throw tooMany(String(offered.length));
      const parts: Offered[][] = [];
      for (let from = 0; from < offered.length; from += BATCH_ENTRIES) {
        parts.push(offered.slice(from, from + BATCH_ENTRIES));
      }
      return storeParts(values.of(source), parts);
    },
    storeLines: async (source, body) => {
      const parts = partsOf(body, MAX_OFFERED);
      if (parts === undefined) throw tooMany("too many");
      return storeParts(lines.of(source), parts);
    },
    refusalOf: (source) => {
      const refusal = refusals.get(source);
      return refusal === undefined || performance.now() - refusal.at > REFUSAL_HOLDS ? undefined : refusal.reason;
    },
    stop: async () => {
      await Promise.all([...values.all(), ...lines.all()].map((batcher) => batcher.idle()));
      await lineStore.stop();
    },
  };
}

function tooMany(many: string): PlumblineError {
  const words = `The body holds ${many} entries, and ${MAX_OFFERED} are taken at once: send it in parts.`;
  return new PlumblineError("too-large", words);
}

type Batchers<In> = { of: (source: string) => Batcher<In, Outcome>; all: () => Iterable<Batcher<In, Outcome>> };

/** A batcher for each source, made when it is first asked for. */
function batchersOf<In>(run: (source: string, items: In[]) => Promise<Outcome[]>): Batchers<In> {
  const batchers = new Map<string, Batcher<In, Outcome>>();
  return {
    of: (source) => {
      const known = batchers.get(source);
      if (known !== undefined) return known;
      const fresh = createBatcher<In, Outcome>({
        most: BATCH_ENTRIES,
        atOnce: WRITERS,
        worthwhile: WORTHWHILE_ENTRIES,
        run: (items) => run(source, items),
      });
      batchers.set(source, fresh);
      return fresh;
    },
    all: () => batchers.values(),
  };
}

async function storeParts<In>(batcher: Batcher<In, Outcome>, parts: In[][]): Promise<EntryOutcome[]> {
  const outcomes: EntryOutcome[] = [];
  for (const part of parts) {
    for (const one of await batcher.add(part)) outcomes.push({ index: outcomes.length, ...one });
  }
  return outcomes;
}
