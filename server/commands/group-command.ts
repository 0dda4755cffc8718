import { parseArgs } from "node:util";
import { recognize } from "../causes/recognize.ts";
import type { Command } from "../cli.ts";
import { type ByRule, runGroup } from "./group.ts";

/** `plumbline group`: NDJSON entries on standard input, the group of each on standard output; by a user's rules with --config. */
export const groupCommand: Command = async (args, { stdin, stdout, stderr, env }) => {
  const { values } = parseArgs({ args, options: { config: { type: "string" } } });
  const file = values.config ?? env.PLUMBLINE_CONFIG;
  await runGroup(stdin, stdout, recognize, stderr, file === undefined ? undefined : await rulesOf(file, env));
  return 0;
};

/** What reads a configuration is three times as much as what groups, and is loaded for those alone who have one. */
async function rulesOf(file: string, env: Parameters<Command>[1]["env"]): Promise<ByRule | undefined> {
  const [{ loadConfig }, { groupsByRule }] = await Promise.all([import("../config.ts"), import("./group-rules.ts")]);
  return groupsByRule(loadConfig(file, env));
}
