import type { Check } from "../shared/check.ts";
import type { Config } from "../shared/config.ts";
import { judge } from "./checks/index.ts";
import type { Ask } from "./diagnose.ts";
import { compareDatabases } from "./drift.ts";
import { inspect } from "./inspect/index.ts";
import { withMigrationDirectories } from "./migration-params.ts";
import { redactDocument } from "./redact/document.ts";
import { createRedact } from "./redact/redact.ts";

/** Asks the systems of the configuration and judges what they answer, secrets redacted. `clock` stamps the checks. */
export function liveChecks(config: Config, clock: () => number): Ask {
  const redact = createRedact(config.redaction);
  return async (asked): Promise<Check[]> => {
    if (asked.length === 0) return [];
    const questions = withMigrationDirectories(asked, config.environments);
    const observations = await inspect(questions, {
      environments: config.environments,
      now: clock,
      drift: (from, to, schemas) => compareDatabases(from, to, schemas === undefined ? {} : { schemas }),
    });
    return questions.flatMap((question, i) => {
      const observation = observations[i];
      return observation === undefined ? [] : [redactDocument(judge(question, observation), redact)];
    });
  };
}
