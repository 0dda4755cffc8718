import { messageOf } from "./errors.ts";
import { isDeeperThan, MAX_JSON_DEPTH } from "./json-depth.ts";

/** What the bytes of one line of JSON hold, or why there is nothing to be had of them. */
export function readJsonLine(bytes: Buffer, from: number, to: number): { value: unknown } | { reason: string } {
  if (isDeeperThan(bytes, MAX_JSON_DEPTH, from, to)) return { reason: tooDeep("the line") };
  try {
    return { value: JSON.parse(bytes.toString("utf8", from, to)) };
  } catch (error) {
    return { reason: `not JSON: ${messageOf(error).slice(0, 200)}` };
  }
}

/** Says of something that it is nested too deeply. */
export function tooDeep(what: string): string {
  return `${what} is nested deeper than ${MAX_JSON_DEPTH} levels: send flatter entries`;
}
