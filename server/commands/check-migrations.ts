import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { MIGRATION_TOOLS, type MigrationReport, type MigrationTool } from "../../shared/migrations.ts";
import type { ReplayReport } from "../../shared/replay.ts";
import { driftText } from "../checks/drift/drift-text.ts";
import type { Command } from "../cli.ts";
import { readLiveMigrations } from "../inspect/migrations/read-live.ts";
import { PlumblineError } from "../lib/errors.ts";
import { migrationFiles } from "../migration-replay.ts";
import { type Database, readMigrations, recogniseTool } from "../migrations/read-migrations.ts";
import { replayText } from "../migrations/replay/text.ts";
import { migrationText } from "../migrations/text.ts";
import { replayReport, withReplay } from "./check-replay.ts";

const USAGE = `plumbline check migrations DIR [--database URL | --current ROWS] [--replay] [--tool T] [--format json|text]

Reads a directory of migrations and says where a database stands. The database is only read. Nothing of the directory is run
but, with --replay, its SQL: in a scratch database on a server that is started for it and thrown away.
  DIR              the directory with the migrations; the folders in it are read too
  --database URL   postgres:// address of the database to look at
  --current ROWS   rows of the version table instead, separated by commas: --current 3f2a,9c01; "" for none
  --replay         runs the SQL migrations that are applied (all, where that is not known) and compares what they make with the
                   database; programs (Python, Ruby, JavaScript, Java) are never run
  --placeholder NAME=VALUE   a value for \${NAME} in Flyway's scripts; can be repeated
  --tool T         ${MIGRATION_TOOLS.join(", ")}; else it is recognised
  --format         text (default) or json
Exit code 0: nothing to do; 1: a problem, revisions still to run, or a replay that failed or found drift; 2: could not look.
`;

type Request = {
  directory: string;
  url: string | undefined;
  current: string | undefined;
  tool: MigrationTool | undefined;
  format: "json" | "text";
  isReplay: boolean;
  placeholders: Record<string, string>;
};

/** `plumbline check migrations`: 0 all is well, 1 a problem or something still to run, 2 could not look. */
export const checkMigrations: Command = async (args, { stdout, stderr }) => {
  if (args.includes("--help") || args.includes("-h")) {
    stdout.write(USAGE);
    return 0;
  }
  const request = readArguments(args);
  const files = migrationFiles(request.directory);
  const tool = request.tool ?? recogniseTool(files);
  if (tool === undefined) throw notRecognised(request.directory, files.length);
  const database = await databaseOf(request, tool);
  const read = readMigrations(files, { tool, database, directory: resolve(request.directory) });
  if (read === undefined) throw notRecognised(request.directory, files.length);
  const replay = request.isReplay ? await replayReport(files, read, database, request) : undefined;
  const report = replay === undefined ? read : withReplay(read, replay);
  stdout.write(request.format === "json" ? json(report, replay) : text(report, replay));
  const unseen =
    report.live?.state === "unknown" ? `the database could not be judged: ${report.live.reason}` : undefined;
  const untried = replay?.state === "unknown" ? `nothing could be replayed: ${replay.reason}` : undefined;
  const why = unseen ?? untried;
  if (why === undefined) return exitCode(report, replay);
  stderr.write(`plumbline check migrations: ${why}\n`);
  return 2;
};

/** Without a replay the document has no such key. */
function json(report: MigrationReport, replay: ReplayReport | undefined): string {
  return `${JSON.stringify(replay === undefined ? report : { ...report, replay }, null, 2)}\n`;
}

function text(report: MigrationReport, replay: ReplayReport | undefined): string {
  if (replay === undefined) return migrationText(report);
  const sides = { from: "what the applied migrations make", to: "the database" };
  const drift = replay.drift.length === 0 ? "" : `\n${driftText(replay.drift, sides)}`;
  return `${migrationText(report)}${replayText(replay)}${drift}`;
}

function readArguments(args: string[]): Request {
  const text = { type: "string" } as const;
  const list = { type: "string", multiple: true } as const;
  const replay = { type: "boolean" } as const;
  const options = { database: text, current: text, tool: text, format: text, replay, placeholder: list } as const;
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
  const isReplay = values.replay === true;
  if (values.placeholder !== undefined && !isReplay) throw bad("--placeholder is for --replay, which is not given.");
  const placeholders = placeholdersIn(values.placeholder ?? []);
  return { directory, url, current: values.current, tool: toolNamed(values.tool), format, isReplay, placeholders };
}

function placeholdersIn(given: string[]): Record<string, string> {
  const pairs = given.map((pair): [string, string] => {
    const at = pair.indexOf("=");
    if (at < 1) throw bad(`--placeholder is "${pair}": expected NAME=VALUE.`);
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
  return Object.fromEntries(pairs);
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

function exitCode({ problems, live, pending }: MigrationReport, replay: ReplayReport | undefined): 0 | 1 {
  const isBehind = live !== null && (live.state !== "at-head" || pending.length > 0);
  const isOtherwise = replay?.state === "failed" || replay?.state === "drift";
  return problems.length > 0 || isBehind || isOtherwise ? 1 : 0;
}

function notRecognised(directory: string, files: number): PlumblineError {
  const found = files === 0 ? "holds no file that could be a migration" : "is of no migration tool that is recognised";
  return bad(`${directory} ${found}: check the path, or name the tool with --tool (${MIGRATION_TOOLS.join(", ")}).`);
}

function bad(message: string): PlumblineError {
  return new PlumblineError("bad-input", message);
}
