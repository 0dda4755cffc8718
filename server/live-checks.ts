import type { Check, Observation, Question } from "../shared/check.ts";
import type { Config } from "../shared/config.ts";
import { type Facts, factsOf } from "../shared/facts.ts";
import { judge } from "./checks/index.ts";
import type { Ask } from "./diagnose.ts";
import { compareDatabases } from "./drift.ts";
import { inspect } from "./inspect/index.ts";
import { migrationDirectories } from "./migration-directories.ts";
import { withTableHistory } from "./migration-history.ts";
import { rowQuestions, withMigrationDirectories } from "./migration-params.ts";
import { redactDocument } from "./redact/document.ts";
import { createRedact } from "./redact/redact.ts";

/** Asks the systems of the configuration and judges what they answer, secrets redacted. `clock` stamps the checks. */
export function liveChecks(config: Config, clock: () => number): Ask {
  const redact = createRedact(config.redaction);
  return async (asked): Promise<Check[]> => {
    if (asked.length === 0) return [];
    const directories = migrationDirectories(config.environments);
    const questions = withMigrationDirectories(asked, directories);
    const all = [...questions, ...rowQuestions(asked, directories)];
    const observations = await inspect(withOwnIds(all), {
      environments: config.environments,
      now: clock,
      drift: (from, to, schemas) => compareDatabases(from, to, schemas === undefined ? {} : { schemas }),
    });
    const migrations = migrationFacts(all, observations);
    return questions.flatMap((question, i) => {
      const observation = observations[i];
      if (observation === undefined) return [];
      const check = judge(question, observation);
      const report = check.outcome === "confirmed" ? directories(question.environment) : undefined;
      const seen = migrations.get(question.environment);
      const told = report === undefined ? check : withTableHistory(check, question, report, seen);
      return [redactDocument(told, redact)];
    });
  };
}

/** What is asked about different things under one id (a metric of two stretches of time) gets an id for each. */
function withOwnIds(questions: readonly Question[]): Question[] {
  const known = new Map<string, string[]>();
  return questions.map((question) => {
    // The moment of the onset only matters for judging.
    const { at: _at, ...params } = question.params;
    const contents = known.get(question.id) ?? [];
    const content = JSON.stringify(params);
    const place = contents.includes(content) ? contents.indexOf(content) : contents.push(content) - 1;
    known.set(question.id, contents);
    return place === 0 ? question : { ...question, id: `${question.id}#${place + 1}` };
  });
}

/** What each environment's version table said, where it was seen. */
function migrationFacts(
  questions: readonly Question[],
  observations: readonly Observation[],
): Map<string, Facts<"migrations">> {
  return new Map(
    questions.flatMap(({ kind, environment }, i): [string, Facts<"migrations">][] => {
      const result = observations[i]?.result;
      const facts = kind === "migrations" && result?.ok === true ? factsOf.migrations(result.facts) : undefined;
      return facts === undefined ? [] : [[environment, facts]];
    }),
  );
}
