import type { DriftItem } from "./drift.ts";

/** One statement of a migration as it is sent, without its semicolon. `line` is where it begins in its file, from 1. */
export type ReplayStatement = {
  sql: string;
  line: number;
  /** `COPY … FROM stdin`, whose rows make no schema, and `ALTER … OWNER TO`: everything belongs to the role that replays. */
  isLeftOut: boolean;
  /** The extension that it creates, alters, drops or comments on; null for every other statement. */
  extension: string | null;
};

/** What a replay cannot run, found before anything is run. */
export type ReplayFailure = { file: string; line: number; message: string };

/** One migration: its statements in one transaction, or each by itself where one of them refuses to be in one. */
export type ReplayStep = {
  revision: string;
  file: string;
  /** What the tool runs around its migrations, whichever those are: no revision of its own. */
  isCallback: boolean;
  isTransaction: boolean;
  statements: ReplayStatement[];
};

/** Migrations of SQL in the order in which their tool runs them. */
export type ReplayPlan = {
  steps: ReplayStep[];
  /** Schemas made first; the first of them is where names without a schema go. Empty: `public`. */
  schemas: string[];
};

/**
 * `replayed`: everything ran, and there was nothing to compare with. `same` and `drift`: it was compared with a database.
 * `failed`: a statement did not run. `unknown`: it could not be tried, `reason` says why.
 */
export const REPLAY_STATES = ["replayed", "same", "drift", "failed", "unknown"] as const;
export type ReplayState = (typeof REPLAY_STATES)[number];

/** What `plumbline check migrations --replay` adds to its document. */
export type ReplayReport = {
  state: ReplayState;
  /** Revisions that were run whole, in their order. */
  applied: string[];
  failed: ReplayFailure | null;
  /** Why it is unknown; null otherwise. */
  reason: string | null;
  /** What was done otherwise than the tool does: roles that were made up, extensions that were left out. */
  notes: string[];
  /** `missing`: the migrations make it and the database lacks it. `extra`: the other way round. */
  drift: DriftItem[];
};
