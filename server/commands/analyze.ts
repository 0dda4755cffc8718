import { parseArgs } from "node:util";
import { REPORT_FORMATS as FORMAT_IDS } from "../../shared/api.ts";
import { analyzeKeeping } from "../analyze.ts";
import { isSame, replay } from "../bundle.ts";
import type { Command } from "../cli.ts";
import { loadConfig } from "../config.ts";
import { PlumblineError } from "../lib/errors.ts";
import { writeResult } from "../lib/write-result.ts";
import { liveChecks } from "../live-checks.ts";
import { readBundle } from "../read-bundle.ts";
import { redactedReport } from "../redacted-report.ts";
import { formatNamed, type ReportSource } from "../report-formats.ts";
import { readFiles } from "../sources/file.ts";
import { VERSION } from "../version.ts";

const OPTIONS = {
  config: { type: "string" },
  format: { type: "string", default: "json" },
  out: { type: "string" },
  now: { type: "string" },
} as const;

type Options = { config?: string; now?: string };
type Io = Parameters<Command>[1];

/** `plumbline analyze FILE…`: entries in, or a bundle, report out; no server needed. */
export const analyzeCommand: Command = async (args, io) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  const [first] = positionals;
  if (first === undefined) {
    throw new PlumblineError(
      "bad-input",
      "no file was given: name one or more files of log entries, a bundle, or - for standard input",
    );
  }
  const format = formatNamed(values.format);
  if (format === undefined) {
    const known = FORMAT_IDS.join(", ");
    throw new PlumblineError("bad-input", `--format is "${values.format}": expected one of ${known}`);
  }
  const source =
    (positionals.length === 1 ? await fromBundle(first, values, io) : undefined) ??
    (await fromEntries(positionals, values, io));
  await writeResult(await format.render(redactedReport(source, { email: false, ip: false })), values.out, io.stdout);
  return 0;
};

async function fromEntries(
  files: readonly string[],
  options: Options,
  { stdin, stderr, env }: Io,
): Promise<ReportSource> {
  const now = options.now === undefined ? undefined : parseNow(options.now);
  const config = loadConfig(options.config ?? env.PLUMBLINE_CONFIG, env);
  const { analysis, aggregate, window } = await analyzeKeeping(readFiles(files, { stdin }), {
    config,
    ...(now === undefined ? {} : { now }),
    ask: liveChecks(config, () => now ?? Date.now()),
  });
  const { read, accepted, duplicates, rejected } = analysis.coverage;
  stderr.write(
    `plumbline: ${read} read, ${accepted} accepted, ${duplicates} duplicates, ${rejected} rejected; ${analysis.incidents.length} incident(s)\n`,
  );
  return { analysis, derivation: async () => ({ analysis, aggregate, config, window, edits: [] }) };
}

/** Derives a bundle's report again and says whether it still reads the same; undefined for a file of entries. */
async function fromBundle(file: string, options: Options, { stderr }: Io): Promise<ReportSource | undefined> {
  const bundle = await readBundle(file);
  if (bundle === undefined) return undefined;
  if (options.now !== undefined || options.config !== undefined) {
    throw new PlumblineError(
      "bad-input",
      `${file} is a bundle, which holds its own clock and configuration: leave out --now and --config`,
    );
  }
  const analysis = await replay(bundle);
  const outcome = isSame(analysis, bundle.analysis) ? "reads the same" : "reads otherwise now";
  stderr.write(
    `plumbline: bundle written by ${bundle.rules.plumbline}, derived by ${VERSION}: the report ${outcome}\n`,
  );
  const { config, window, edits, groups, traffic, changes } = bundle.inputs;
  return {
    analysis,
    derivation: async () => ({ analysis, aggregate: { groups, traffic, changes }, config, window, edits }),
  };
}

/** Milliseconds since 1970 of an RFC 3339 time. */
function parseNow(text: string): number {
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) {
    throw new PlumblineError("bad-input", `--now is "${text}": expected a time such as 2026-03-01T12:00:00Z`);
  }
  return at;
}
