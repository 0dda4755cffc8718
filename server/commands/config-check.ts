import { parseArgs } from "node:util";
import type { Command } from "../cli.ts";
import { checkConfig, faultInWords, readConfigFile } from "../config.ts";
import { PlumblineError } from "../lib/errors.ts";

/** `plumbline config check [FILE]`: every fault of the configuration at once. 0 none, 1 some, 2 the file can't be read. */
export const configCheck: Command = async (args, { stdout, env }) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { config: { type: "string" } } });
  if (positionals.length > 1) {
    throw new PlumblineError("bad-input", `expected one file, got ${positionals.length}: check one after the other`);
  }
  const file = positionals[0] ?? values.config ?? env.PLUMBLINE_CONFIG ?? "plumbline.yaml";
  const result = checkConfig(readConfigFile(file), env);
  if (result.ok) {
    const { environments, services, sources, webhooks } = result.config;
    stdout.write(
      `${file} is fine: ${environments.length} environment(s), ${services.length} service(s), ${sources.length} source(s), ${webhooks.length} webhook(s)\n`,
    );
    return 0;
  }
  stdout.write(
    `${file} has ${result.faults.length} fault(s)\n${result.faults.map((fault) => `  ${faultInWords(fault)}\n`).join("")}`,
  );
  return 1;
};
