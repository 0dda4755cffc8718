import { writeFile } from "node:fs/promises";
import type { Writable } from "node:stream";
import { parseArgs } from "node:util";
import { analyze } from "../analyze.ts";
import type { Command } from "../cli.ts";
import { loadConfig } from "../config.ts";
import { messageOf, PlumblineError } from "../lib/errors.ts";
import { liveChecks } from "../live-checks.ts";
import { FORMATS, formatNamed } from "../report/index.ts";
import { readFiles } from "../sources/file.ts";

const OPTIONS = {
  config: { type: "string" },
  format: { type: "string", default: "json" },
  out: { type: "string" },
  now: { type: "string" },
} as const;

/** `plumbline analyze FILE…`: entries in, report out, no server needed. */
export const analyzeCommand: Command = async (args, { stdin, stdout, stderr, env }) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  if (positionals.length === 0) {
    throw new PlumblineError(
      "bad-input",
      "no file was given: name one or more files of log entries, or - for standard input",
    );
  }
  const format = formatNamed(values.format);
  if (format === undefined) {
    const known = FORMATS.map((each) => each.id).join(", ");
    throw new PlumblineError("bad-input", `--format is "${values.format}": expected one of ${known}`);
  }
  const now = values.now === undefined ? undefined : parseNow(values.now);
  const config = loadConfig(values.config ?? env.PLUMBLINE_CONFIG, env);
  const analysis = await analyze(readFiles(positionals, { stdin }), {
    config,
    ...(now === undefined ? {} : { now }),
    ask: liveChecks(config, () => now ?? Date.now()),
  });
  const { read, accepted, duplicates, rejected } = analysis.coverage;
  stderr.write(
    `plumbline: ${read} read, ${accepted} accepted, ${duplicates} duplicates, ${rejected} rejected; ${analysis.incidents.length} incident(s)\n`,
  );
  const text = await format.render(analysis);
  if (values.out === undefined) await write(stdout, text);
  else await writeOut(values.out, text);
  return 0;
};

/** Milliseconds since 1970 of an RFC 3339 time. */
function parseNow(text: string): number {
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) {
    throw new PlumblineError("bad-input", `--now is "${text}": expected a time such as 2026-03-01T12:00:00Z`);
  }
  return at;
}

async function writeOut(file: string, text: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new PlumblineError("bad-input", `--out ${file} can't be written: ${messageOf(error)}`);
  }
}

function write(stream: Writable, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error == null ? resolve() : reject(error)));
  });
}
