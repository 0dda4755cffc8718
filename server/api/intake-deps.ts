import type { EntryOutcome } from "../../shared/intake.ts";
import type { Ticket } from "../lib/admission.ts";
import type { Log } from "../lib/log.ts";
import type { BatchCounts } from "../store/ingest.ts";

/** What the routes that take entries need of the application around them. */
export type IntakeDeps = {
  log: Log;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Settles where an Authorization header shows that a push comes from our subscription. */
  checkPush: (authorization: string | undefined, now: number) => Promise<void>;
  intake: {
    /** The right to read a body for a source. Throws `too-many` under pressure, `unavailable` while a person paused the source. */
    enter: (source: string) => Ticket;
    /** What became of each thing offered, once all of it is committed. Throws `unavailable` without a database. */
    store: (source: string, offered: readonly ({ value: unknown } | { reason: string })[]) => Promise<EntryOutcome[]>;
    /** The same for the lines of a body of NDJSON. Nobody may change its bytes after. */
    storeLines: (source: string, body: Buffer) => Promise<EntryOutcome[]>;
    /** Stores the alerts of a body and counts them. Throws a ZodError for a body that is none, `unavailable` as above. */
    storeAlerts: (sender: "google" | "alertmanager", body: unknown) => Promise<BatchCounts>;
  };
  /** Reads and answers OpenTelemetry's exports; `read` throws `bad-input`. */
  otlp: {
    read: (body: Buffer, isProtobuf: boolean) => ({ value: unknown } | { reason: string })[];
    exportAnswer: (partial: { rejected: number; reason: string }, isProtobuf: boolean) => string | Buffer;
    statusAnswer: (message: string, isProtobuf: boolean) => string | Buffer;
  };
};
