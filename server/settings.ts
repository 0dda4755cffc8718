import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { messageOf, PlumblineError } from "./lib/errors.ts";

/** How this process runs. What is analyzed is in `plumbline.yaml`. */
export type Settings = {
  /** TCP port, 1 to 65535. `PORT`, default 8080. */
  port: number;
  /** Address to listen on. `HOST`, default 127.0.0.1. */
  host: string;
  /** postgres:// address of the store; absent for the embedded one. `DATABASE_URL`. */
  databaseUrl?: string;
  /** The configuration file. `--config`, else `PLUMBLINE_CONFIG`; absent for none. */
  configPath?: string;
  /** Where the embedded database lives. `--data`, default `.plumbline` in the project. */
  dataDirectory: string;
  /** Whether the bundled sample is shown while nothing else was read. False with `--no-sample`. */
  sample: boolean;
};

const DEFAULT_PORT = 8080;

/** Settings from the environment and the flags of the command line. Throws a PlumblineError that names every fault. */
export function readSettings(environment: Record<string, string | undefined>, args: string[], root: string): Settings {
  const flags = readFlags(args);
  const databaseUrl = nonEmpty(environment.DATABASE_URL);
  const configPath = flags.config ?? nonEmpty(environment.PLUMBLINE_CONFIG);
  const port = readPort(environment.PORT);
  const faults = [port.fault, databaseFault(databaseUrl)].filter((fault) => fault !== undefined);
  if (faults.length > 0) throw new PlumblineError("bad-config", faults.join("\n"));
  return {
    port: port.value,
    host: nonEmpty(environment.HOST) ?? "127.0.0.1",
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(configPath === undefined ? {} : { configPath: resolve(configPath) }),
    dataDirectory: resolve(flags.data ?? `${root}.plumbline`),
    sample: flags["no-sample"] !== true,
  };
}

function readFlags(args: string[]) {
  try {
    const options = { config: { type: "string" }, data: { type: "string" }, "no-sample": { type: "boolean" } } as const;
    return parseArgs({ args, options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    const usage = "Expected --config FILE, --data DIRECTORY, --no-sample, or none of them.";
    throw new PlumblineError("bad-config", `${messageOf(error)}. ${usage}`, { cause: error });
  }
}

function readPort(given: string | undefined): { value: number; fault?: string } {
  const text = nonEmpty(given);
  if (text === undefined) return { value: DEFAULT_PORT };
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 65_535) return { value };
  return { value, fault: `PORT is "${text}": expected a whole number from 1 to 65535, for example ${DEFAULT_PORT}.` };
}

function databaseFault(url: string | undefined): string | undefined {
  if (url === undefined || /^postgres(ql)?:\/\//.test(url)) return undefined;
  // The value may hold a password: it is not repeated.
  return "DATABASE_URL does not begin with postgres:// or postgresql://: expected an address such as postgres://user:password@host:5432/database.";
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === "" ? undefined : value.trim();
}
