import type { Observation, Question } from "../../shared/check.ts";
import type { EnvironmentConfig } from "../../shared/config.ts";
import { SECOND } from "../../shared/time.ts";
import { before, DeadlinePassed } from "../lib/deadline.ts";
import { messageOf } from "../lib/errors.ts";
import { openSnapshot, type Snapshot } from "../lib/target-database.ts";
import { type DatabaseKind, LOOKS } from "./database/index.ts";
import { CannotSee, readerOver } from "./database/look.ts";
import type { Opened } from "./databases.ts";
import { environmentNamed, failed, type InspectRun, seen, since } from "./observe.ts";
import { factsFromRefusal } from "./refusal.ts";

/** What belongs to one database's turn: `deadline` is a reading of `performance.now()`. */
type Turn = { run: InspectRun; name: string; deadline: number };

/** Kinds about the whole server: where one database is missing, another of the server answers them as well. */
const SERVER_KINDS: string[] = ["database", "role", "connections", "budget", "restart"];

const USED_UP = "earlier questions to this database used up the time";
const SILENT = "the database stopped answering during an earlier question";

type OneOpened = ReturnType<Opened["get"]>;

/** Observations of one database's questions, in order. */
export async function observeDatabase(questions: Question[], opened: OneOpened, turn: Turn): Promise<Observation[]> {
  const environment = environmentNamed(turn.run, turn.name);
  if (typeof environment === "string") return questions.map((one) => failed(one, turn.run.now(), environment));
  if (opened === undefined) return questions.map((one) => failed(one, turn.run.now(), "the database was not opened"));
  if (opened.ok) return askAll(questions, opened.snapshot, environment, turn);
  const others = await askMaintenanceDatabase(questions, opened, environment, turn);
  return questions.map((question) => others.get(question.id) ?? unopened(question, opened, turn.run));
}

async function askAll(
  questions: Question[],
  snapshot: Snapshot,
  environment: EnvironmentConfig,
  turn: Turn,
): Promise<Observation[]> {
  const observations: Observation[] = [];
  let isSilent = false;
  for (const question of questions) {
    const end = isSilent ? SILENT : performance.now() >= turn.deadline ? USED_UP : undefined;
    if (end !== undefined) {
      observations.push(failed(question, turn.run.now(), end));
      continue;
    }
    const asked = await askOne(question, snapshot, environment, turn.run);
    observations.push(asked.observation);
    isSilent = asked.isSilent;
  }
  return observations;
}

/** One question within a savepoint: its failure is undone and spoils no other, unless the server went silent. */
async function askOne(
  question: Question,
  snapshot: Snapshot,
  environment: EnvironmentConfig,
  run: InspectRun,
): Promise<{ observation: Observation; isSilent: boolean }> {
  const statements: string[] = [];
  const startedAt = performance.now();
  const at = run.now();
  const how = () => statements.join(";\n\n");
  try {
    // The server's own statement_timeout comes first; this one meets a server that no longer answers.
    const deadline = Date.now() + run.budgetMs + SECOND;
    const facts = await before(deadline, withinSavepoint(question, snapshot, environment, statements));
    const replica = snapshot.isReplica ? { isReplica: true } : {};
    return { observation: seen(question, at, { ...facts, ...replica }, how(), since(startedAt)), isSilent: false };
  } catch (error) {
    const reason = questionFault(error, run.budgetMs);
    const isSilent = error instanceof DeadlinePassed;
    return { observation: failed(question, at, reason, how(), since(startedAt)), isSilent };
  }
}

async function withinSavepoint(
  question: Question,
  snapshot: Snapshot,
  environment: EnvironmentConfig,
  statements: string[],
): Promise<Record<string, unknown>> {
  const { client } = snapshot;
  await client.query("savepoint question");
  try {
    return await LOOKS[databaseKind(question)](readerOver(snapshot, statements), question, environment);
  } finally {
    await client.query("rollback to savepoint question").catch(() => undefined);
  }
}

function databaseKind(question: Question): DatabaseKind {
  const { kind } = question;
  if (kind === "endpoint" || kind === "metric" || kind === "drift") throw new CannotSee(`${kind} is not asked here`);
  return kind;
}

/** Where the configured database does not exist, questions about the server go to its maintenance database. */
async function askMaintenanceDatabase(
  questions: Question[],
  opened: NonNullable<OneOpened>,
  environment: EnvironmentConfig,
  turn: Turn,
): Promise<Map<string, Observation>> {
  const answers = new Map<string, Observation>();
  const about = questions.filter(({ kind }) => SERVER_KINDS.includes(kind));
  const url = environment.database?.url;
  if (url === undefined || about.length === 0 || !("fault" in opened) || opened.fault.kind !== "no-database")
    return answers;
  const other = await openSnapshot(url, { budgetMs: turn.run.budgetMs, database: "postgres" });
  if (!other.ok) return answers;
  try {
    for (const observation of await askAll(about, other.snapshot, environment, turn)) {
      answers.set(observation.questionId, observation);
    }
  } finally {
    await other.snapshot.close();
  }
  return answers;
}

/** The refusal itself answers some questions; for the rest it is the reason. */
function unopened(question: Question, opened: NonNullable<OneOpened>, run: InspectRun): Observation {
  if ("reason" in opened) return failed(question, run.now(), opened.reason);
  if (opened.ok) return failed(question, run.now(), "nothing answered this question");
  const how = `connect to the database of environment "${question.environment}"`;
  const facts = factsFromRefusal(question, opened.fault);
  if (facts !== undefined) return seen(question, run.now(), facts, how, 0);
  return failed(question, run.now(), opened.fault.reason, how);
}

/** Why a question failed although the database was open, for people. */
function questionFault(error: unknown, budgetMs: number): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const text = messageOf(error);
  if (code === "57014") return `the query did not finish within ${budgetMs / SECOND} s (statement timeout)`;
  if (code === "55P03") return `a lock kept the query waiting for more than ${budgetMs / SECOND} s`;
  if (code === "42501") return `the role may not look: ${text}`;
  if (code === "57P01" || /Connection terminated|not queryable|connection error/i.test(text)) {
    return "the connection to the database was lost";
  }
  return error instanceof DeadlinePassed ? `the database did not answer within ${budgetMs / SECOND} s` : text;
}
