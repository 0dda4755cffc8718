import type { Readable } from "node:stream";
import { parseArgs } from "node:util";
import { REPORT_FORMATS as FORMAT_IDS } from "../../shared/api.ts";
import type { Bundle } from "../../shared/bundle.ts";
import { analyzeKeeping } from "../analyze.ts";
import { isSame, replay } from "../bundle.ts";
import type { Command } from "../cli.ts";
import { loadConfig } from "../config.ts";
import { PlumblineError } from "../lib/errors.ts";
import { writeResult } from "../lib/write-result.ts";
import { liveChecks } from "../live-checks.ts";
import { publicWords } from "../public-words.ts";
import { readBundle, readBundleFrom } from "../read-bundle.ts";
import { audienceOf, READING_OPTIONS, zoneOf } from "../reading-options.ts";
import { redactedReport } from "../redacted-report.ts";
import { compareReports } from "../report/compare.ts";
import { formatNamed, type ReportSource } from "../report-formats.ts";
import { differingRooms, ruleVersions } from "../rule-versions.ts";
import { readFiles } from "../sources/file.ts";

const OPTIONS = {
  config: { type: "string" },
  format: { type: "string", default: "json" },
  out: { type: "string" },
  now: { type: "string" },
  ...READING_OPTIONS,
} as const;

/** Differences that are told of a bundle that reads otherwise. */
const MOST_DIFFERENCES = 5;

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
  const zone = zoneOf(values.zone);
  const reading = {
    ...(zone === undefined ? {} : { zone }),
    ...(audienceOf(values.audience) === "public" ? { publicWords } : {}),
  };
  const found = positionals.length === 1 ? await lookForBundle(first, io.stdin) : { stream: io.stdin };
  const source =
    "bundle" in found
      ? await fromBundle(first, found.bundle, values, io)
      : await fromEntries(positionals, values, { ...io, stdin: found.stream });
  const report = redactedReport(source, { email: false, ip: false });
  await writeResult(await format.render(report, reading), values.out, io.stdout);
  return 0;
};

/** The bundle in that file or on standard input; otherwise standard input as it was. */
async function lookForBundle(file: string, stdin: Readable): Promise<{ bundle: Bundle } | { stream: Readable }> {
  if (file === "-") return readBundleFrom(stdin);
  const bundle = await readBundle(file);
  return bundle === undefined ? { stream: stdin } : { bundle };
}

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

/** Derives a bundle's report again and says whether it still reads the same, and what is different where it does not. */
async function fromBundle(file: string, bundle: Bundle, options: Options, { stderr }: Io): Promise<ReportSource> {
  if (options.now !== undefined || options.config !== undefined) {
    throw new PlumblineError(
      "bad-input",
      `${file} is a bundle, which holds its own clock and configuration: leave out --now and --config`,
    );
  }
  const analysis = await replay(bundle);
  const same = isSame(analysis, bundle.analysis);
  stderr.write(`plumbline: ${rulesInWords(bundle)}: the report reads ${same ? "the same" : "otherwise now"}\n`);
  const differences = same ? [] : compareReports(bundle.analysis, analysis);
  for (const difference of differences.slice(0, MOST_DIFFERENCES)) stderr.write(`plumbline:   ${difference}\n`);
  const more = differences.length - MOST_DIFFERENCES;
  if (more > 0) stderr.write(`plumbline:   and ${more} more\n`);
  const { config, window, edits, groups, traffic, changes } = bundle.inputs;
  return {
    analysis,
    derivation: async () => ({ analysis, aggregate: { groups, traffic, changes }, config, window, edits }),
  };
}

/** `bundle written by 0.1.0, derived by 0.2.0 with other rules in causes and checks`. */
function rulesInWords({ rules }: Bundle): string {
  const own = ruleVersions();
  const rooms = differingRooms(rules, own);
  const other =
    rooms === undefined
      ? " (the bundle does not say which rules)"
      : rooms.length === 0
        ? " with the same rules"
        : ` with other rules in ${rooms.join(", ")}`;
  return `bundle written by ${rules.plumbline}, derived by ${own.plumbline}${other}`;
}

/** Milliseconds since 1970 of an RFC 3339 time. */
function parseNow(text: string): number {
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at)) {
    throw new PlumblineError("bad-input", `--now is "${text}": expected a time such as 2026-03-01T12:00:00Z`);
  }
  return at;
}
