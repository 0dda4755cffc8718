import { parseArgs } from "node:util";
import { recognize } from "../causes/recognize.ts";
import type { Command } from "../cli.ts";
import { loadConfig } from "../config.ts";
import { runGroup } from "./group.ts";
import { groupsByRule } from "./group-rules.ts";

/** `plumbline group`: NDJSON entries on standard input, the group of each on standard output; by a user's rules with --config. */
export const groupCommand: Command = async (args, { stdin, stdout, stderr, env }) => {
  const { values } = parseArgs({ args, options: { config: { type: "string" } } });
  const file = values.config ?? env.PLUMBLINE_CONFIG;
  const byRule = file === undefined ? undefined : groupsByRule(loadConfig(file, env));
  await runGroup(stdin, stdout, recognize, stderr, byRule);
  return 0;
};
