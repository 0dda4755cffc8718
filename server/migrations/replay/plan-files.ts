import type { ReplayStep } from "../../../shared/replay.ts";
import type { Planned } from "./define.ts";
import { replayStatements } from "./statements.ts";

/** One file to run; `sql` is the part of it that counts, on the lines where it stands in the file. */
export type SqlFile = {
  revision: string;
  path: string;
  sql: string;
  /** False where the file itself says that it is to run without one. Default true. */
  isTransaction?: boolean;
  /** Whether the tool runs it around its migrations. Default false. */
  isCallback?: boolean;
};

/** The plan of files in this order; the first thing that stands against it. `schemas` are made first. */
export function planFiles(files: SqlFile[], schemas: string[] = []): Planned {
  const steps: ReplayStep[] = [];
  const paths = new Map<string, string>();
  for (const { revision, path, sql, isTransaction = true, isCallback = false } of files) {
    const read = replayStatements(path, sql);
    if (read.failure !== undefined) return { failure: read.failure };
    const other = paths.get(revision);
    if (other !== undefined && !isCallback) {
      const message = `${revision} is in ${other} as well: the tool refuses to run. Give each file its own version`;
      return { failure: { file: path, line: 1, message } };
    }
    if (!isCallback) paths.set(revision, path);
    steps.push({
      ...{ revision, file: path, isCallback },
      isTransaction: isTransaction && read.isTransaction,
      statements: read.statements,
    });
  }
  return { plan: { steps, schemas } };
}

/** The schemas of a plan whose names go into this one. */
export function schemasOf(schema: string | undefined): string[] {
  return schema === undefined ? [] : [schema];
}

/** The text with everything outside the part blanked, so that lines keep their numbers. */
export function onlyPart(text: string, from: number, to: number): string {
  return `${blank(text.slice(0, from))}${text.slice(from, to)}`;
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, " ");
}
