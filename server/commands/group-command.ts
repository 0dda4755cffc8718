import { parseArgs } from "node:util";
import { recognize } from "../causes/recognize.ts";
import type { Command } from "../cli.ts";
import { runGroup } from "./group.ts";

/** `plumbline group`: NDJSON entries on standard input, the group of each on standard output. */
export const groupCommand: Command = async (args, { stdin, stdout, stderr }) => {
  parseArgs({ args, options: {} });
  await runGroup(stdin, stdout, recognize, stderr);
  return 0;
};
