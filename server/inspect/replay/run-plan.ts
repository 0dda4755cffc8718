import type { ReplayFailure, ReplayPlan, ReplayStatement, ReplayStep } from "../../../shared/replay.ts";
import { failureOf } from "./failure.ts";
import { remedy } from "./remedy.ts";
import type { ScratchDatabase } from "./scratch-database.ts";
import { openSession, type Session, send } from "./send.ts";
import { watchSize } from "./watch-size.ts";

export type RunLimits = {
  /** Milliseconds for one statement, and for all of them. */
  statementMs: number;
  totalMs: number;
  /** Bytes that the database may grow to. */
  maxBytes: number;
};

/**
 * How far a plan came: what ran whole, what did not, what was done otherwise than the tool does it, and extensions that were
 * left out.
 */
export type Ran = { applied: string[]; failed: ReplayFailure | null; notes: string[]; skipped: string[] };

/** A plan that is being run. `skipped` are extensions that are left out, `leftOut` single statements. */
export type Run = {
  limits: RunLimits;
  session: Session;
  deadline: number;
  notes: string[];
  roles: Set<string>;
  skipped: Set<string>;
  leftOut: Set<ReplayStatement>;
};

/** Runs a plan's migrations one after the other, up to the first that fails. Never throws for what a statement does. */
export async function runPlan(plan: ReplayPlan, { url, admin }: ScratchDatabase, limits: RunLimits): Promise<Ran> {
  const session = await openSession(url, admin);
  const watch = watchSize(session, limits.maxBytes);
  const deadline = Date.now() + limits.totalMs;
  const told = { notes: [], roles: new Set<string>(), skipped: new Set<string>(), leftOut: new Set<ReplayStatement>() };
  const run: Run = { limits, session, deadline, ...told };
  const applied: string[] = [];
  try {
    for (const step of plan.steps) {
      const failed = await runStep(step, run);
      if (failed !== undefined) {
        return { applied, failed: { ...failed, message: watch.reason() ?? failed.message }, ...toldOf(run) };
      }
      if (!step.isCallback) applied.push(step.revision);
    }
    return { applied, failed: null, ...toldOf(run) };
  } finally {
    await watch.stop();
    session.client.connection.stream.destroy();
  }
}

function toldOf({ notes, skipped }: Run): Pick<Ran, "notes" | "skipped"> {
  return { notes, skipped: [...skipped] };
}

/**
 * One migration. What fails for a reason that can be put right (a role that nobody made, an extension that is not there) is
 * rolled back to where no transaction was open, and run again from there.
 */
async function runStep(step: ReplayStep, run: Run): Promise<ReplayFailure | undefined> {
  const statements = step.isTransaction ? inTransaction(step.statements) : step.statements;
  let resumeAt = 0;
  for (let at = 0; at < statements.length; at++) {
    const statement = statements[at];
    if (statement === undefined || isSkipped(statement, run)) continue;
    if (!isInTransaction(run)) resumeAt = at;
    try {
      await sendOne(statement, run);
    } catch (error) {
      if (!(await remedy(error, statement, run))) return failureOf(error, statement, step.file, run);
      if (isInTransaction(run)) await sendOne({ ...statement, sql: "rollback" }, run);
      at = resumeAt - 1;
    }
  }
  return leaveClean(step, run);
}

function inTransaction(statements: ReplayStatement[]): ReplayStatement[] {
  const own = (sql: string, line: number) => ({ sql, line, isLeftOut: false, extension: null });
  return [own("begin", statements[0]?.line ?? 1), ...statements, own("commit", statements.at(-1)?.line ?? 1)];
}

function isSkipped(statement: ReplayStatement, run: Run): boolean {
  const { isLeftOut, extension } = statement;
  return isLeftOut || run.leftOut.has(statement) || (extension !== null && run.skipped.has(extension));
}

function isInTransaction({ session }: Run): boolean {
  return session.status() !== "I";
}

function sendOne({ sql }: ReplayStatement, { session, limits, deadline }: Run): Promise<void> {
  const left = deadline - Date.now();
  if (left > limits.statementMs) return send(session, sql, { ms: limits.statementMs, what: "it" });
  return send(session, sql, { ms: Math.max(left, 1), what: "all migrations together", allMs: limits.totalMs });
}

/** The next migration finds a session as new: settings, roles and temporary tables of this one are gone. */
async function leaveClean(step: ReplayStep, run: Run): Promise<ReplayFailure | undefined> {
  const line = step.statements.at(-1)?.line ?? 1;
  const own = { line, isLeftOut: false, extension: null };
  try {
    // A file that began a transaction and did not end it: the tool's session would end with a rollback.
    if (isInTransaction(run)) await sendOne({ ...own, sql: "rollback" }, run);
    await sendOne({ ...own, sql: "discard all" }, run);
    return undefined;
  } catch (error) {
    return failureOf(error, { ...own, sql: "" }, step.file, run);
  }
}
