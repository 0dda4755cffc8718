import type { QuestionContext } from "../../shared/cause.ts";
import type { Check, CheckKind, Question } from "../../shared/check.ts";
import type { EnvironmentConfig } from "../../shared/config.ts";
import { SQL_MIGRATION_TOOLS } from "../../shared/migrations.ts";
import { MINUTE, toIso } from "../../shared/time.ts";
import { type ExplainContext, type FailureCase, referenceOf } from "./context.ts";
import { candidatesOf } from "./hypotheses.ts";
import { poolNumbers, roleOfService } from "./pool-numbers.ts";
import { matchesWords, wordsOf } from "./words-of.ts";

/** A drift check names what is missing by kind and name: `table public.orders`. */
const RELATION = /^(?:table|view|materialized view|foreign table) (?<name>\S+)$/;
const METRIC_MARGIN = 30 * MINUTE;

/** What to ask the live system about a case: for each hypothesis, its routes, its database as a whole, its required rows. */
export function questionsFor(failure: FailureCase, context: ExplainContext): Question[] {
  const asking = questionContext(failure, context);
  const environment = context.config.environments.find((candidate) => candidate.name === failure.environment);
  const questions = candidatesOf(failure, { context }).flatMap((candidate) =>
    context.causeOf(candidate.family).questions(candidate.slots, asking),
  );
  questions.push(...endpointQuestions(failure, context));
  if (environment?.database !== undefined) {
    questions.push(...rowQuestions(asking));
    if (asking.reference !== undefined) {
      const params = { reference: asking.reference };
      questions.push(driftQuestion(failure.environment, asking.reference));
      if (environment.migrations !== undefined)
        questions.push(ask("migrations", failure.environment, "applied migrations", params));
    }
  }
  questions.push(...migrationDriftQuestions(failure, environment), ...metricQuestions(failure, context));
  // However a cause asks for the drift, it is one comparison.
  const { reference } = asking;
  const answerable = questions.filter(({ kind }) => kind !== "budget" || environment?.database !== undefined);
  return unique(
    answerable.map((question) => {
      const isOfReference = question.kind === "drift" && question.params.against === undefined;
      if (isOfReference && reference !== undefined) return driftQuestion(question.environment, reference);
      return withRole(WANTS_ONSET.has(question.kind) ? withOnset(question, failure) : question, asking);
    }),
  );
}

/** Slots that name something of a schema. */
const OBJECT_SLOTS = ["relation", "column", "constraint", "index", "function", "type"];
const MOST_NAMES = 5;

/** Whether what the failure names is as the applied migrations make it. */
function migrationDriftQuestions({ members }: FailureCase, environment: EnvironmentConfig | undefined): Question[] {
  const { tool, directory } = environment?.migrations ?? {};
  if (environment?.database === undefined || tool === undefined || directory === undefined) return [];
  const named = members.flatMap(({ group }) =>
    OBJECT_SLOTS.map((slot) => group.signature.slots[slot]?.replace(/\(.*$/s, "")),
  );
  const names = [...new Set(named)].filter((name) => name !== undefined && name !== "").slice(0, MOST_NAMES);
  if (!SQL_MIGRATION_TOOLS.includes(tool) || names.length === 0) return [];
  const params = { against: "migrations", names: names.join(",") };
  return [ask("drift", environment.name, `${names.join(", ")} against the applied migrations`, params)];
}

/** A restart, a change of load or a counter that was reset is judged by the failure's onset. */
const WANTS_ONSET: ReadonlySet<CheckKind> = new Set(["restart", "metric", "deadlocks"]);

function withOnset(question: Question, { lead }: FailureCase): Question {
  return { ...question, params: { at: toIso(lead.firstSeen), ...question.params } };
}

/** What the service's own role may do and have, not what the role does that looks. */
const OF_ROLE: ReadonlySet<CheckKind> = new Set(["relation", "privilege", "connections", "budget"]);

function withRole(question: Question, { role }: QuestionContext): Question {
  if (role === undefined || !OF_ROLE.has(question.kind)) return question;
  return { ...question, params: { role, ...question.params } };
}

/** Once the drift is known: tables that only the reference has and whose names go with what fails. */
export function followUpQuestions(failure: FailureCase, checks: readonly Check[], context: ExplainContext): Question[] {
  const reference = referenceOf(context.config, failure.environment);
  const words = wordsOf(failure);
  const asked = new Set(checks.filter(({ kind }) => kind === "relation").map(({ target }) => bareName(target)));
  const missing = checks
    .filter((check) => check.kind === "drift" && check.environment === failure.environment)
    .flatMap((check) => (Array.isArray(check.detail.missing) ? check.detail.missing : []))
    .flatMap((item) => (typeof item === "string" ? (RELATION.exec(item)?.groups?.name ?? []) : []))
    .filter((name) => matchesWords(name, words) && !asked.has(bareName(name)));
  return unique(
    missing.flatMap((relation) => {
      const own = ask("relation", failure.environment, relation, { relation });
      return reference === undefined ? [own] : [own, ask("relation", reference, relation, { relation })];
    }),
  );
}

/** A relation's name without its schema. */
function bareName(relation: string): string {
  return relation.split(".").at(-1) ?? relation;
}

function questionContext(failure: FailureCase, { config }: ExplainContext): QuestionContext {
  const reference = referenceOf(config, failure.environment);
  const service = config.services.find(({ name }) => name === failure.service);
  const rows = service?.requiredRows ?? [];
  const role = roleOfService(failure, service);
  return {
    ...(role === undefined ? {} : { role }),
    pool: poolNumbers(failure, service),
    environment: failure.environment,
    ...(reference === undefined ? {} : { reference }),
    service: failure.service,
    requiredRows: rows.map(({ table, where }) => ({
      table,
      where: Object.fromEntries(Object.entries(where).map(([column, value]) => [column, String(value)])),
    })),
  };
}

/** The failing routes whose addresses the configuration knows. */
function endpointQuestions(failure: FailureCase, { config }: ExplainContext): Question[] {
  const endpoints = config.environments.find((candidate) => candidate.name === failure.environment)?.endpoints ?? [];
  const failing = new Set(
    failure.members.map(({ group }) => `${group.signature.slots.method} ${group.signature.slots.route}`),
  );
  return endpoints
    .filter((endpoint) => failing.has(`${endpoint.method} ${endpoint.route}`))
    .map(({ method, route }) => ask("endpoint", failure.environment, `${method} ${route}`, { method, route }));
}

function rowQuestions(asking: QuestionContext): Question[] {
  return asking.requiredRows.map(({ table, where }) => {
    const values = Object.entries(where).map(([column, value]) => `${column} = ${value}`);
    return ask("row", asking.environment, `${table}: ${values.join(", ")}`, { table, where: JSON.stringify(where) });
  });
}

/** The request counts that Cloud Monitoring has around the onset, where a Google Cloud project is configured for the environment. */
function metricQuestions(failure: FailureCase, { config, now }: ExplainContext): Question[] {
  const sample = failure.lead.samples[0];
  const isConfigured = config.sources.some(
    (source) => source.kind === "cloud-logging" && source.project === sample?.project,
  );
  if (sample === undefined || !isConfigured) return [];
  return [
    ask("metric", failure.environment, `request count of ${failure.service}`, {
      metric: "run.googleapis.com/request_count",
      project: sample.project,
      service: failure.service,
      from: toIso(failure.lead.firstSeen - METRIC_MARGIN),
      to: toIso(Math.min(now, failure.lead.firstSeen + METRIC_MARGIN)),
    }),
  ];
}

function ask(kind: CheckKind, environment: string, target: string, params: Record<string, string>): Question {
  return { id: `${kind}:${environment}:${target}`, kind, environment, target, params };
}

function driftQuestion(environment: string, reference: string): Question {
  return ask("drift", environment, `${environment} against ${reference}`, { reference });
}

/** One question is asked once, however its askers call what they ask about; the first asker's words and parameters stand. */
function unique(questions: readonly Question[]): Question[] {
  const first = (keyOf: (question: Question) => string, among: readonly Question[]) =>
    [...new Map(among.toReversed().map((question) => [keyOf(question), question])).values()].toReversed();
  const byContent = first(
    ({ kind, environment, params }) => `${kind}|${environment}|${JSON.stringify(params)}`,
    questions,
  );
  return first(({ id }) => id, byContent);
}
