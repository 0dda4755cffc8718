import type { Observation, Question } from "../../shared/check.ts";
import { type OpenedSnapshot, openSnapshot } from "../lib/target-database.ts";
import { observeDrift } from "./drift.ts";
import { environmentNamed, type InspectRun, referenceOf, referenceQuestion } from "./observe.ts";
import { observeDatabase } from "./one-database.ts";
import { withReferenceRows } from "./reference-rows.ts";

/** A database that was opened, or a reason why not, by environment. */
export type Opened = Map<string, OpenedSnapshot | { ok: false; reason: string }>;

/** How long a whole inspection of one database may take, in budgets of one question. */
const TOTAL_BUDGETS = 6;

/**
 * Observations of all questions about databases: each database is opened once, its questions are asked one after the
 * other, the databases side by side; comparisons of two databases come last, over the same connections.
 */
export async function inspectDatabases(questions: Question[], run: InspectRun): Promise<Observation[]> {
  if (questions.length === 0) return [];
  const deadline = performance.now() + TOTAL_BUDGETS * run.budgetMs;
  const asked = [...questions, ...referenceQuestions(questions, run)];
  const opened = await openAll(new Set(environmentsOf(questions, run)), run);
  try {
    const single = asked.filter(({ kind }) => kind !== "drift");
    const groups = Map.groupBy(single, ({ environment }) => environment);
    const observed = await Promise.all(
      [...groups].map(([name, own]) => observeDatabase(own, opened.get(name), { run, name, deadline })),
    );
    const observations = withReferenceRows(questions, observed.flat(), run);
    for (const question of questions.filter(({ kind }) => kind === "drift")) {
      observations.push(await observeDrift(question, opened, run));
    }
    return observations;
  } finally {
    await Promise.all([...opened.values()].map((one) => ("snapshot" in one ? one.snapshot.close() : undefined)));
  }
}

/** What the reference must be asked as well, so that migrations can be compared. */
function referenceQuestions(questions: Question[], run: InspectRun): Question[] {
  return questions.flatMap((question) => {
    const reference = question.kind === "migrations" ? referenceOf(run, question) : undefined;
    return reference === undefined ? [] : [referenceQuestion(question, reference)];
  });
}

function environmentsOf(questions: Question[], run: InspectRun): string[] {
  return questions.flatMap((question) => {
    const compares = question.kind === "migrations" || question.kind === "drift";
    const reference = compares ? referenceOf(run, question) : undefined;
    return reference === undefined ? [question.environment] : [question.environment, reference];
  });
}

async function openAll(names: Set<string>, run: InspectRun): Promise<Opened> {
  return new Map(await Promise.all([...names].map(async (name) => [name, await open(name, run)] as const)));
}

async function open(name: string, run: InspectRun): Promise<OpenedSnapshot | { ok: false; reason: string }> {
  const environment = environmentNamed(run, name);
  if (typeof environment === "string") return { ok: false, reason: environment };
  if (environment.database === undefined) {
    return {
      ok: false,
      reason: `no database is configured for environment "${name}"; add environments[].database.url`,
    };
  }
  return openSnapshot(environment.database.url, { budgetMs: run.budgetMs, idleMs: TOTAL_BUDGETS * run.budgetMs });
}
