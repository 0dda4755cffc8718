import type { Readable, Writable } from "node:stream";
import { namedIn } from "../shared/named-in.ts";
import { messageOf, PlumblineError } from "./lib/errors.ts";

/** Streams and environment of a command, so that tests can give their own. */
export type CommandIo = {
  stdin: Readable & { fd?: number };
  stdout: Writable;
  stderr: Writable;
  env: Readonly<Record<string, string | undefined>>;
};

/** A command takes its own arguments and gives its exit code: 0 fine, 1 found something, 2 could not do it. */
export type Command = (args: string[], io: CommandIo) => Promise<number>;

const USAGE = `plumbline: incidents from Cloud Logging entries, with evidence

  plumbline serve [--config FILE] [--data DIR] [--no-sample]
                                                     HTTP API, dashboard, sources, analysis, deliveries
  plumbline analyze FILE… [--config FILE] [--format FORMAT] [--out FILE] [--now TIME] [--zone ZONE] [--audience public]
                                                     entries in (- for standard input, .gz too) or a bundle, report out
  plumbline export INCIDENT-ID [--version N | --save] [--audience public] [--zone ZONE] [--format FORMAT] [--out FILE]
                   [--url URL]                       report of an incident that a running server holds, now or as kept
                                                     formats: markdown, html, pdf, docx, json, csv, bundle
  plumbline group [--config FILE]                    NDJSON entries in, {"insertId","group","template"} out
  plumbline check schema --from URL|DIR --to URL|DIR [--format json]
                                                     drift between two PostgreSQL databases, or the schema that a
                                                     directory of SQL migrations makes
  plumbline check migrations DIR [--database URL | --current ROWS] [--replay] [--tool T] [--format json]
                                                     what migrations there are, and where a database stands
  plumbline token create --name NAME --scope SCOPE… [--environment E…] [--days N] | token list | token revoke ID
                                                     API tokens; a new one is shown once
  plumbline config check [FILE]                      every fault of the configuration at once

Exit codes: 0 fine, 1 found something (check), 2 could not do it.
`;

/** Loaded only when asked for: a command starts no faster than what it imports. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  serve: async () => (await import("./commands/serve.ts")).serve,
  analyze: async () => (await import("./commands/analyze.ts")).analyzeCommand,
  export: async () => (await import("./commands/export.ts")).exportCommand,
  group: async () => (await import("./commands/group-command.ts")).groupCommand,
  "check schema": async () => (await import("./commands/check-schema.ts")).checkSchema,
  "check migrations": async () => (await import("./commands/check-migrations.ts")).checkMigrations,
  "token create": async () => (await import("./commands/token.ts")).tokenCreate,
  "token list": async () => (await import("./commands/token.ts")).tokenList,
  "token revoke": async () => (await import("./commands/token.ts")).tokenRevoke,
  "config check": async () => (await import("./commands/config-check.ts")).configCheck,
};

/** Runs the command that `args` name and gives its exit code. What goes wrong is one line on stderr. */
export async function runCli(args: string[], io: CommandIo): Promise<number> {
  const [first = "", second = ""] = args;
  if (first === "help" || args.includes("--help") || args.includes("-h")) {
    io.stdout.write(USAGE);
    return 0;
  }
  const name = Object.hasOwn(COMMANDS, first) ? first : `${first} ${second}`;
  const load = namedIn(COMMANDS, name);
  if (load === undefined) {
    io.stderr.write(
      first === ""
        ? USAGE
        : `plumbline: "${args.slice(0, 2).join(" ")}" is not a command; plumbline --help lists them\n`,
    );
    return 2;
  }
  try {
    const command = await load();
    return await command(args.slice(name.split(" ").length), io);
  } catch (error) {
    io.stderr.write(`plumbline ${name}: ${wordsFor(error)}\n`);
    return 2;
  }
}

/** Faults meant for people are said as they are; anything else is a fault of ours and keeps its stack. */
function wordsFor(error: unknown): string {
  if (error instanceof PlumblineError) return error.message;
  const isUsage = error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
  if (isUsage) return `${withoutAdvice(messageOf(error))} See plumbline --help.`;
  return error instanceof Error && error.stack !== undefined ? `unexpected: ${error.stack}` : messageOf(error);
}

/** Node tells how to name a file that begins with a dash, which hardly anybody meant. */
function withoutAdvice(message: string): string {
  const [fault = message] = message.split(/\.? To specify /, 1);
  return /[.!?]$/.test(fault) ? fault : `${fault}.`;
}

const isMain = /(?:^|[\\/])(?:cli\.ts|plumbline(?:\.mjs)?)$/.test(process.argv[1] ?? "");
if (isMain) {
  // A reader that closes early (head) is no fault of ours.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 2));
  process.exitCode = await runCli(process.argv.slice(2), process);
}
