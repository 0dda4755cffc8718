import pg from "pg";
import type { ReplayStatement } from "../../../shared/replay.ts";
import type { Run } from "./run-plan.ts";
import { makeUpRole } from "./scratch-database.ts";

const MAX_ROLES = 200;

/** SQLSTATEs of CREATE EXTENSION where the server has none of that name, or refuses it to this role. */
const NO_EXTENSION = ["0A000", "42501", "58P01", "22023"];

/**
 * Puts right what is no fault of the migrations: roles belong to a server, not to a database, and extensions to an
 * installation. True where the statement may now succeed, or is left out from here on; each is told once.
 */
export async function remedy(error: unknown, { extension }: ReplayStatement, run: Run): Promise<boolean> {
  if (!(error instanceof pg.DatabaseError)) return false;
  const code = error.code ?? "";
  if (extension !== null && NO_EXTENSION.includes(code)) {
    run.skipped.add(extension);
    run.notes.push(`extension ${extension} was left out: ${error.message}`);
    return true;
  }
  const role = /^role "(.+)" does not exist$/.exec(error.message)?.[1];
  if (code !== "42704" || role === undefined || run.roles.has(role) || run.roles.size >= MAX_ROLES) return false;
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
