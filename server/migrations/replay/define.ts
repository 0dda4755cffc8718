import type { MigrationFile } from "../../../shared/migrations.ts";
import type { ReplayFailure, ReplayPlan } from "../../../shared/replay.ts";

/** What whoever asks for a replay knows. */
export type ReplayOptions = {
  /** Values for placeholders such as Flyway's `${owner}`, by name. */
  placeholders: Record<string, string>;
  /** The schema where names without one go; undefined where the files decide. */
  schema: string | undefined;
};

/** The plan; `refused` why there can be none; `failure` what in the files stands against it. */
export type Planned = { plan: ReplayPlan } | { refused: string } | { failure: ReplayFailure };

/** How a tool's files are run: none where they are programs, of which nothing is ever run. */
export type Replays = (files: MigrationFile[], options: ReplayOptions) => Planned;

/** Refuses, for migrations of this tool are programs. */
export function isProgram(what: string): Replays {
  return () => ({
    refused: `${what}, and nothing that the migrations hold is run but SQL: compare two databases instead (plumbline check schema)`,
  });
}
