import pg from "pg";
import type { ReplayFailure, ReplayStatement } from "../../../shared/replay.ts";
import { messageOf } from "../../lib/errors.ts";
import type { Run } from "./run-plan.ts";

const MAX_MESSAGE = 600;

/** What a person needs to find the fault: the file, the line that the server points at, its words and what was left out. */
export function failureOf(error: unknown, { sql, line }: ReplayStatement, file: string, run: Run): ReplayFailure {
  const { skipped } = run;
  const words = error instanceof pg.DatabaseError ? serverWords(error) : messageOf(error);
  const without =
    skipped.size === 0 ? "" : `; extension ${[...skipped].join(", ")} was left out, which may be the reason`;
  return { file, line: line + linesBefore(error, sql), message: `${cut(words)}${without}` };
}

function serverWords({ message, detail, code }: pg.DatabaseError): string {
  const more = detail === undefined ? "" : ` (${detail})`;
  return `${message}${more}, SQLSTATE ${code ?? "unknown"}`;
}

/** `position` counts characters from 1. https://www.postgresql.org/docs/current/protocol-error-fields.html */
function linesBefore(error: unknown, sql: string): number {
  const position = error instanceof pg.DatabaseError ? Number(error.position ?? 1) : 1;
  return [...sql].slice(0, position - 1).filter((character) => character === "\n").length;
}

function cut(text: string): string {
  return text.length > MAX_MESSAGE ? `${text.slice(0, MAX_MESSAGE)}…` : text;
}
