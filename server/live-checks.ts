import type { Check, Question } from "../shared/check.ts";
import type { Config } from "../shared/config.ts";
import { instanceQuestions, withInstances } from "./budget-instances.ts";
import { judge } from "./checks/index.ts";
import type { Ask } from "./diagnose.ts";
import { compareDatabases } from "./drift.ts";
import { inspect } from "./inspect/index.ts";
import { migrationDirectories } from "./migration-directories.ts";
import { isMigrationDrift, rememberingReplay } from "./migration-drift.ts";
import { withTableHistory } from "./migration-history.ts";
import { migrationFacts, withMigrations } from "./migration-observations.ts";
import { rowQuestions, withMigrationTables } from "./migration-params.ts";
import { redactDocument } from "./redact/document.ts";
import { createRedact } from "./redact/redact.ts";

/** One for the whole process: what it remembers depends on the files' content alone. */
const REPLAY = rememberingReplay();

/**
 * Asks the systems of the configuration and judges what they answer, secrets redacted. `clock` stamps the checks, `replay` gives
 * the schema that migrations of SQL make.
 */
export function liveChecks(config: Config, clock: () => number, replay = REPLAY): Ask {
  const redact = createRedact(config.redaction);
  return async (asked): Promise<Check[]> => {
    if (asked.length === 0) return [];
    const directories = migrationDirectories(config.environments);
    const questions = withMigrationTables(asked, directories);
    const all = [...questions, ...rowQuestions(asked, directories), ...instanceQuestions(asked, clock())];
    const forSystems = all.filter((question) => !isMigrationDrift(question));
    const answers = await inspect(withOwnIds(forSystems), {
      environments: config.environments,
      now: clock,
      drift: (from, to, schemas) => compareDatabases(from, to, schemas === undefined ? {} : { schemas }),
    });
    const byQuestion = new Map(forSystems.map((question, i) => [question, answers[i]]));
    const seen = all.map((question) => ({ question, observation: byQuestion.get(question) }));
    const observations = await withMigrations(seen, { config, directories, replay, clock });
    const migrations = migrationFacts(seen);
    const byId = new Map(
      forSystems.flatMap(({ id }, i) => (answers[i] === undefined ? [] : [[id, answers[i]] as const])),
    );
    return questions.flatMap((question, i) => {
      const observation = observations[i];
      if (observation === undefined) return [];
      const check = judge(question, withInstances(question, observation, byId));
      const report = check.outcome === "confirmed" ? directories(question.environment) : undefined;
      const rows = migrations.get(question.environment);
      const told = report === undefined ? check : withTableHistory(check, question, report, rows);
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
