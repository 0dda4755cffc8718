import type { Readable, Writable } from "node:stream";
import { recognize } from "../causes/recognize.ts";
import { type ByRule, type Hearer, runGroup } from "./group.ts";

/** `runGroup` by all failures that Plumbline knows: what the command needs of the rooms, and nothing of the command line. */
export const groupStream = (
  input: Readable | number,
  output: Writable,
  errors: Hearer,
  byRule?: ByRule,
): Promise<void> => runGroup(input, output, recognize, errors, byRule);
