import pg from "pg";
import type { ReplayStatement } from "../../../shared/replay.ts";
import type { Run } from "./run-plan.ts";
import { makeUpRole } from "./scratch-database.ts";

const MAX_ROLES = 200;

/** SQLSTATEs of CREATE EXTENSION where the server has none of that name, or refuses it to this role. */
const NO_EXTENSION = ["0A000", "42501", "58P01", "22023"];

/**
 * Puts right what is no fault of the migrations: roles and other databases belong to a server, extensions to an installation.
 * True where the statement may now succeed, or is left out from here on; each is told once.
 */
export async function remedy(error: unknown, statement: ReplayStatement, run: Run): Promise<boolean> {
  if (!(error instanceof pg.DatabaseError)) return false;
  const { code = "", message } = error;
  const { extension } = statement;
  if (extension !== null && NO_EXTENSION.includes(code)) {
    run.skipped.add(extension);
    run.notes.push(`extension ${extension} was left out: ${message}`);
    return true;
  }
  const missing = code === "42704" ? nameIn(/^role "(.+)" does not exist$/, message) : undefined;
  if (missing !== undefined) return makeUp(missing, run);
  const reason = whyLeftOut(code, message, run);
  if (reason === undefined || run.leftOut.has(statement)) return false;
  run.leftOut.add(statement);
  run.notes.push(reason);
  return true;
}

async function makeUp(role: string, run: Run): Promise<boolean> {
  if (run.roles.has(role) || run.roles.size >= MAX_ROLES) return false;
  run.roles.add(role);
  try {
    await makeUpRole(run.session.admin, role);
  } catch {
    // A name that PostgreSQL keeps for itself: the statement's own error is told.
    return false;
  }
  run.notes.push(`role ${role} was made up, without rights: the migrations name it and do not create it`);
  return true;
}

/** What a statement does that has no bearing on the schema; undefined for a fault of the migration itself. */
function whyLeftOut(code: string, message: string, { roles }: Run): string | undefined {
  const created = code === "42710" ? nameIn(/^role "(.+)" already exists$/, message) : undefined;
  if (created !== undefined && roles.has(created)) {
    return `role ${created} is created only after it was needed: the statement that creates it was left out`;
  }
  const granted = code === "42501" ? nameIn(/^permission denied to grant role "(.+)"$/, message) : undefined;
  if (granted !== undefined) return `a grant of the role ${granted}, which belongs to the server, was left out`;
  const database = code === "3D000" ? nameIn(/^database "(.+)" does not exist$/, message) : undefined;
  return database === undefined ? undefined : `a statement about database ${database}, which is not here, was left out`;
}

function nameIn(pattern: RegExp, message: string): string | undefined {
  return pattern.exec(message)?.[1];
}
