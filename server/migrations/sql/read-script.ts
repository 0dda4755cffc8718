import { noSteps, type Steps } from "../operations.ts";
import { decodeSource } from "../source-text.ts";
import { readSql } from "./read-sql.ts";

/** What a file of SQL does to tables. `from` and `to` cut out the part that counts, in characters. */
export function readScript(content: Uint8Array, part: (text: string) => string = (text) => text): Steps {
  const steps = noSteps();
  const text = decodeSource(content).text;
  readSql(steps, part(text), { line: 1, condition: undefined, isScript: true });
  return steps;
}
