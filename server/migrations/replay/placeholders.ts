import type { ReplayFailure, ReplayStatement } from "../../../shared/replay.ts";

export type Marks = { prefix: string; suffix: string };

/** A text with its placeholders filled in, those without a value left as they are. Names are told apart by case or not, as given. */
export function fillPlaceholders(text: string, { prefix, suffix }: Marks, values: Record<string, string>): string {
  return text.replace(
    patternOf({ prefix, suffix }, "g"),
    (whole, name: string) => placeholderValue(values, name) ?? whole,
  );
}

/** The first statement in which a placeholder is left outside of comments. */
export function unfilledPlaceholder(
  file: string,
  statements: ReplayStatement[],
  marks: Marks,
): ReplayFailure | undefined {
  for (const { sql, line } of statements) {
    const found = patternOf(marks, "").exec(withoutComments(sql));
    const name = found?.[1];
    if (found === null || name === undefined) continue;
    const lineWithin = sql.slice(0, Math.max(sql.indexOf(found[0]), 0)).split("\n").length - 1;
    const message = `placeholder ${found[0]} has no value here: give it one with --placeholder ${name}=VALUE, or in a flyway.conf of the directory`;
    return { file, line: line + lineWithin, message };
  }
  return undefined;
}

/** Flyway knows names whatever their case. */
function placeholderValue(values: Record<string, string>, name: string): string | undefined {
  if (Object.hasOwn(values, name)) return values[name];
  return Object.entries(values).find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1];
}

function patternOf({ prefix, suffix }: Marks, flags: string): RegExp {
  return new RegExp(`${escaped(prefix)}([\\w:.-]{1,200})${escaped(suffix)}`, flags);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function withoutComments(sql: string): string {
  return sql.replace(/--[^\n]*/g, "").replace(/\/\*[\s\S]*?\*\//g, "");
}
