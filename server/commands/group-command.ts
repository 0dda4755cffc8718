import { fstatSync } from "node:fs";
import type { Command, CommandIo } from "../cli.ts";
import type { ByRule } from "./group.ts";
import { groupJoined } from "./group-joined.ts";

const STDIN = 0;

/** `plumbline group`: NDJSON entries on standard input, the group of each on standard output; by a user's rules with --config. */
export const groupCommand: Command = async (args, io) => {
  const file = (await configIn(args)) ?? io.env.PLUMBLINE_CONFIG;
  const byRule = file === undefined ? undefined : await rulesOf(file, io.env);
  const { groupStream } = await groupJoined();
  await groupStream(inputOf(io), io.stdout, { write: (line) => io.stderr.write(line) }, byRule);
  return 0;
};

/** The file that --config names. What reads arguments is loaded for those alone who gave some. */
async function configIn(args: string[]): Promise<string | undefined> {
  if (args.length === 0) return undefined;
  const { parseArgs } = await import("node:util");
  return parseArgs({ args, options: { config: { type: "string" } } }).values.config;
}

/** A file on standard input is read by its number: Node's stream for it would be made, and not be read. */
function inputOf(io: CommandIo): CommandIo["stdin"] | number {
  return io === process && fstatSync(STDIN).isFile() ? STDIN : io.stdin;
}

/** What reads a configuration is three times as much as what groups, and is loaded for those alone who have one. */
async function rulesOf(file: string, env: CommandIo["env"]): Promise<ByRule | undefined> {
  const [{ loadConfig }, { groupsByRule }] = await Promise.all([import("../config.ts"), import("./group-rules.ts")]);
  return groupsByRule(loadConfig(file, env));
}
