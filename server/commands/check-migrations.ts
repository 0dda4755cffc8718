import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { MIGRATION_TOOLS, type MigrationReport, type MigrationTool } from "../../shared/migrations.ts";
import type { Command } from "../cli.ts";
import { readMigrationDirectory } from "../inspect/migrations/read-directory.ts";
import { readLiveMigrations } from "../inspect/migrations/read-live.ts";
import { PlumblineError } from "../lib/errors.ts";
import { type Database, readMigrations, recogniseTool } from "../migrations/read-migrations.ts";
import { migrationText } from "../migrations/text.ts";

const USAGE = `plumbline check migrations DIR [--database URL | --current ROWS] [--tool T] [--format json|text]

Reads a directory of migrations, nothing of it is run, and says where a database stands. The database is only read.
  DIR              the directory with the migrations; the folders in it are read too
  --database URL   postgres:// address of the database to look at
  --current ROWS   rows of the version table instead, separated by commas: --current 3f2a,9c01; "" for none
  --tool T         ${MIGRATION_TOOLS.join(", ")}; else it is recognised
  --format         text (default) or json
Exit code 0: nothing to do; 1: a problem, or revisions still to run; 2: could not look.
`;

type Request = {
  directory: string;
  url: string | undefined;
  current: string | undefined;
  tool: MigrationTool | undefined;
  format: "json" | "text";
};

/** `plumbline check migrations`: 0 all is well, 1 a problem or something still to run, 2 could not look. */
export const checkMigrations: Command = async (args, { stdout, stderr }) => {
  if (args.includes("--help") || args.includes("-h")) {
    stdout.write(USAGE);
    return 0;
  }
  const request = readArguments(args);
  const files = readMigrationDirectory(request.directory);
  const tool = request.tool ?? recogniseTool(files);
  if (tool === undefined) throw notRecognised(request.directory, files.length);
  const report = readMigrations(files, {
    tool,
    database: await databaseOf(request, tool),
    directory: resolve(request.directory),
  });
  if (report === undefined) throw notRecognised(request.directory, files.length);
  stdout.write(request.format === "json" ? `${JSON.stringify(report, null, 2)}\n` : migrationText(report));
  if (report.live?.state !== "unknown") return exitCode(report);
  stderr.write(`plumbline check migrations: the database could not be judged: ${report.live.reason}\n`);
  return 2;
};

function readArguments(args: string[]): Request {
  const text = { type: "string" } as const;
  const options = { database: text, current: text, tool: text, format: text } as const;
  const { values, positionals } = parseArgs({ args, options, strict: true, allowPositionals: true });
  const [directory, ...more] = positionals;
  if (directory === undefined) throw bad("the directory is missing: plumbline check migrations migrations/versions.");
  if (more.length > 0) throw bad(`"${more[0]}" is one argument too many: give one directory.`);
  if (values.database !== undefined && values.current !== undefined) {
    throw bad("at most one of --database and --current may be given.");
  }
  const format = values.format ?? "text";
  if (format !== "json" && format !== "text") throw bad(`--format is "${format}": expected json or text.`);
  const url = values.database;
  if (url !== undefined && !/^postgres(ql)?:\/\//.test(url)) {
    throw bad("--database is no database address: expected postgres://user:password@host:5432/name.");
  }
  return { directory, url, current: values.current, tool: toolNamed(values.tool), format };
}

function toolNamed(name: string | undefined): MigrationTool | undefined {
  if (name === undefined) return undefined;
  const tool = MIGRATION_TOOLS.find((each) => each === name);
  if (tool === undefined) throw bad(`--tool is "${name}": expected one of ${MIGRATION_TOOLS.join(", ")}.`);
  return tool;
}

async function databaseOf({ url, current }: Request, tool: MigrationTool): Promise<Database> {
  if (current !== undefined) {
    const rows = current.split(",").map((row) => row.trim());
    return { kind: "rows", rows: rows.filter((row) => row !== "") };
  }
  if (url === undefined) return { kind: "none" };
  const answer = await readLiveMigrations(url, tool);
  return answer.ok ? { kind: "live", facts: answer.facts } : { kind: "unseen", reason: answer.reason };
}

function exitCode({ problems, live, pending }: MigrationReport): 0 | 1 {
  const isBehind = live !== null && (live.state !== "at-head" || pending.length > 0);
  return problems.length > 0 || isBehind ? 1 : 0;
}

function notRecognised(directory: string, files: number): PlumblineError {
  const found = files === 0 ? "holds no file that could be a migration" : "is of no migration tool that is recognised";
  return bad(`${directory} ${found}: check the path, or name the tool with --tool (${MIGRATION_TOOLS.join(", ")}).`);
}

function bad(message: string): PlumblineError {
  return new PlumblineError("bad-input", message);
}
