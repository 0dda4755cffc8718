import type { Observation, Question } from "../shared/check.ts";
import type { Config } from "../shared/config.ts";
import { type Facts, factsOf } from "../shared/facts.ts";
import { SQL_MIGRATION_TOOLS } from "../shared/migrations.ts";
import type { Directories } from "./migration-directories.ts";
import {
  driftObservation,
  isMigrationDrift,
  type MigrationDrift,
  migrationDrift,
  nameOf,
  type Replay,
} from "./migration-drift.ts";
import { withStanding } from "./migration-params.ts";
import { missingObjects } from "./migration-replay.ts";

export type MigrationView = { config: Config; directories: Directories; replay: Replay; clock: () => number };

/** A question with what was seen; undefined for one that only the migrations themselves answer. */
export type Seen = { question: Question; observation: Observation | undefined };

/**
 * What was seen, completed by what the migrations' directories say: where a version table's rows stand, what of the applied
 * migrations is not there, and the answers to questions about the schema that they make. In the order of the questions.
 */
export async function withMigrations(seen: readonly Seen[], view: MigrationView): Promise<(Observation | undefined)[]> {
  const facts = migrationFacts(seen);
  const standing = seen.map(({ question, observation }) =>
    question.kind === "migrations" && observation !== undefined
      ? withStanding(observation, view.directories(question.environment))
      : observation,
  );
  const drifts = new Map<string, Promise<Compared>>();
  const driftOf = (environment: string): Promise<Compared> => {
    const known = drifts.get(environment) ?? compare(environment, facts.get(environment), view);
    drifts.set(environment, known);
    return known;
  };
  return Promise.all(
    seen.map(async ({ question }, i) => {
      const observation = standing[i];
      if (isMigrationDrift(question)) {
        const { drift, at, durationMs } = await driftOf(question.environment);
        return driftObservation(question, drift, at, durationMs);
      }
      if (observation === undefined || !mayLackObjects(question, observation, view)) return observation;
      return withMissing(observation, (await driftOf(question.environment)).drift);
    }),
  );
}

/** What each environment's version table said, where it was seen. */
export function migrationFacts(seen: readonly Seen[]): Map<string, Facts<"migrations">> {
  return new Map(
    seen.flatMap(({ question, observation }): [string, Facts<"migrations">][] => {
      const result = question.kind === "migrations" ? observation?.result : undefined;
      const facts = result?.ok === true ? factsOf.migrations(result.facts) : undefined;
      return facts === undefined ? [] : [[question.environment, facts]];
    }),
  );
}

type Compared = { drift: MigrationDrift; at: number; durationMs: number };

async function compare(name: string, facts: Facts<"migrations"> | undefined, view: MigrationView): Promise<Compared> {
  const [at, startedAt] = [view.clock(), performance.now()];
  const environment = view.config.environments.find((one) => one.name === name);
  const report = view.directories(name);
  const drift: MigrationDrift =
    environment === undefined || report === undefined
      ? { ok: false, reason: `no directory of migrations could be read for ${name}` }
      : facts === undefined
        ? { ok: false, reason: `which migrations ${name} has applied could not be seen` }
        : await migrationDrift(environment, report, facts, view.replay);
  return { drift, at, durationMs: Math.round(performance.now() - startedAt) };
}

/** Only a database that counts as up to date can be stamped without its objects, and only SQL tells them all. */
function mayLackObjects({ environment, params }: Question, { result }: Observation, view: MigrationView): boolean {
  const facts = result.ok && params.tables !== undefined ? factsOf.migrations(result.facts) : undefined;
  const report = view.directories(environment);
  return facts?.directory?.state === "at-head" && report !== undefined && SQL_MIGRATION_TOOLS.includes(report.tool);
}

/** A replay sees every kind of object; where it could not be done, what reading proved stands. */
function withMissing(observation: Observation, drift: MigrationDrift): Observation {
  if (!drift.ok || !observation.result.ok) return observation;
  const facts = factsOf.migrations(observation.result.facts);
  if (facts?.directory === undefined) return observation;
  const missing = missingObjects(drift.items).map(nameOf);
  const directory = { ...facts.directory, missing };
  return { ...observation, result: { ok: true, facts: { ...observation.result.facts, directory } } };
}
