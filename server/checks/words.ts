import type { Question } from "../../shared/check.ts";
import { list as enumerated } from "../../shared/words.ts";

/** The first parameter that is set, else the target: what people call the thing asked about. */
export function asked(question: Question, ...keys: string[]): string {
  return (
    keys.map((key) => question.params[key]).find((value) => value !== undefined && value !== "") ?? question.target
  );
}

/** `a`, `a and b`, `a, b and c`; at most `most` names, then "and 3 more"; `none` for none. */
export function list(names: readonly string[], most = 5): string {
  return names.length === 0 ? "none" : enumerated(names, most);
}

/** ` Near names: orders and order.`, or nothing. */
export function hint(nearNames: string[]): string {
  return nearNames.length === 0 ? "" : ` ${nearNames.length === 1 ? "A near name" : "Near names"}: ${list(nearNames)}.`;
}

/** A share of 1 as whole percent. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** Milliseconds or seconds for people: `340 ms`, `5.2 s`. */
export function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${Math.round(ms / 100) / 10} s`;
}
