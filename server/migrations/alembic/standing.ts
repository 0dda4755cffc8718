import { list, plural } from "../../../shared/words.ts";
import type { Directory, Standing } from "../tools/define.ts";
import { revisionMap } from "./revision-map.ts";
import { resolveRows, upgradeOrder } from "./upgrade-order.ts";

/** Where a database stands whose `alembic_version` holds these rows. */
export function alembicStanding(directory: Directory, rows: string[]): Standing {
  if (rows.length === 0) return { state: "empty", reason: "no revision is recorded" };
  const map = revisionMap(directory.revisions);
  const strangers = rows.filter((row) => resolveRows(map, [row]).length === 0);
  if (strangers.length > 0) {
    const reason = `the database is at ${list(strangers)}, which no file of the directory has: Alembic fails with "Can't locate revision". The directory is older than the database, or a file was removed`;
    return { state: "unknown-revision", reason };
  }
  if (directory.problems.some(({ kind }) => CYCLES.includes(kind))) {
    return { state: "unknown", reason: "the revisions go in a circle, so nothing tells what is still to run" };
  }
  const pending = upgradeOrder(map, rows);
  if (pending.length === 0) return { state: "at-head", reason: `the rows (${list(rows)}) are everything there is` };
  const missing = `${plural(pending.length, "revision")} not applied: ${list(pending, 5)}`;
  if (directory.heads.length > 1) {
    const reason = `the directory has ${directory.heads.length} heads (${list(directory.heads, 5)}), so "alembic upgrade head" refuses to run; ${missing}`;
    return { state: "multiple-heads", reason };
  }
  return { state: "behind", reason: missing };
}

export const CYCLES = ["self-loop", "dependency-loop", "cycle", "dependency-cycle"];
