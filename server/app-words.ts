import type { Question } from "../shared/check.ts";
import type { Config } from "../shared/config.ts";
import type { ApiDeps } from "./api/deps.ts";
import { causeOf } from "./causes/index.ts";
import { cadenceOf } from "./detect/cadence.ts";
import { RULES } from "./group/rules.ts";
import { liveChecks } from "./live-checks.ts";

/** What rooms know of groups that the API needs for showing them. */
export const groupWords: Pick<ApiDeps, "cadenceOf" | "maskRules" | "familyInWords"> = {
  cadenceOf,
  maskRules: RULES,
  familyInWords: (family) => {
    const { title, why } = causeOf(family);
    return { title, why };
  },
};

/** How an environment is compared with its reference. */
export function comparisons(config: () => Config): Pick<ApiDeps, "comparisonChecks" | "look"> {
  return {
    comparisonChecks: (environment, reference) => {
      const [drift, migrations] = comparisonQuestions(environment, reference);
      return { drift: drift.id, migrations: migrations.id };
    },
    look: (environment, reference) => liveChecks(config(), Date.now)(comparisonQuestions(environment, reference)),
  };
}

/** The same questions, under the same ids, as incidents ask. */
function comparisonQuestions(environment: string, reference: string): [drift: Question, migrations: Question] {
  const ask = (kind: "drift" | "migrations", target: string): Question => ({
    id: `${kind}:${environment}:${target}`,
    kind,
    environment,
    target,
    params: { reference },
  });
  return [ask("drift", `${environment} against ${reference}`), ask("migrations", "applied migrations")];
}
