import type { MigrationReport } from "../../shared/migrations.ts";
import type { Database } from "./read-migrations.ts";
import type { Directory } from "./tools/define.ts";

type Problem = MigrationReport["problems"][number];

const LIVE_KINDS = ["failed-migration", "changed-after-it-ran"];

/** Whether a problem is one of a database, not of the directory. */
export function isLiveKind(kind: string): boolean {
  return LIVE_KINDS.includes(kind);
}

/** What is wrong between the files and what the database remembers of them. */
export function liveProblems(directory: Directory, database: Database): Problem[] {
  if (database.kind !== "live") return [];
  const { failed, checksums, tool } = database.facts;
  return [...failed.map((row) => failure(row, tool ?? "the tool")), ...changes(directory, checksums)];
}

function failure(revision: string, tool: string): Problem {
  const message = `${revision} began and did not end in this database. See what of it is there, mend that by hand, then tell ${tool} (repair, resolve or force) before anything else runs.`;
  return { kind: "failed-migration", revision, message };
}

/** Repeatable files run again when they change; every other file must stay as it ran. */
function changes({ revisions, checksums }: Directory, remembered: Record<string, string>): Problem[] {
  return revisions.flatMap(({ revision, file }) => {
    const [now, then] = [checksums[revision], remembered[revision]];
    if (now === undefined || then === undefined || now === then || /(^|\/)R__[^/]*$/.test(file)) return [];
    const message = `${file} was changed after it ran: its checksum is ${short(now)}, the database remembers ${short(then)}. Restore the file and put the change into a new one.`;
    return [{ kind: "changed-after-it-ran", revision, message }];
  });
}

function short(checksum: string): string {
  return checksum.length > 16 ? `${checksum.slice(0, 12)}…` : checksum;
}
