import { analyze } from "../../server/analyze.ts";
import { liveChecks } from "../../server/live-checks.ts";
import { markdown } from "../../server/report/markdown.ts";
import { readFiles } from "../../server/sources/file.ts";
import type { Config } from "../../shared/config.ts";
import { configSchema } from "../../shared/config.ts";
import type { Analysis, Incident } from "../../shared/incident.ts";
import { isJsonObject } from "../../shared/json.ts";
import { expectContract } from "./contract.ts";

/** A whole incident: entries and what is configured in, analysis and report out. */
export type Story = {
  /** Entries in the REST form, in any order; what is no object is left out. */
  entries: readonly unknown[];
  config?: unknown;
  /** RFC 3339; default the newest entry. */
  now?: string;
};

export type Told = {
  analysis: Analysis;
  /** The Markdown report, with what differs from run to run (names of throwaway databases, ports) replaced. */
  report: () => Promise<string>;
};

/** Runs the whole pipeline on a story, live checks included, under the story's clock; what comes out keeps the contract. */
export async function tell({ entries, config = {}, now }: Story): Promise<Told> {
  const parsed = configSchema.parse(config);
  const clock = now ?? newestOf(entries);
  const values = entries.flatMap((value, i) => (isJsonObject(value) ? [{ line: i + 1, value }] : []));
  const analysis = await analyze(
    oneBatch({ file: "story", values, rejections: [], read: values.length }),
    settingsOf(parsed, clock),
  );
  expectContract(analysis);
  return { analysis, report: () => reportOf(analysis, parsed) };
}

/** The same for a file, as `plumbline analyze` reads it. */
export async function tellFile(path: string): Promise<Told> {
  const config = configSchema.parse({});
  const analysis = await analyze(readFiles([path]), { config, ask: liveChecks(config, () => 0) });
  expectContract(analysis);
  return { analysis, report: () => reportOf(analysis, config) };
}

/** The only incident; fails with the titles where there is none or more than one. */
export function onlyIncident({ incidents }: Analysis): Incident {
  const [first, ...others] = incidents;
  if (first === undefined || others.length > 0) {
    throw new Error(
      `expected one incident, got ${incidents.length}: ${incidents.map((incident) => incident.title).join(" | ")}`,
    );
  }
  return first;
}

function settingsOf(config: Config, now: string) {
  const at = Date.parse(now);
  return { config, now: at, ask: liveChecks(config, () => at) };
}

async function* oneBatch<T>(batch: T): AsyncGenerator<T> {
  yield batch;
}

function newestOf(entries: readonly unknown[]): string {
  const times = entries.map((entry) => (entry as { timestamp?: string }).timestamp ?? "");
  return times.reduce((newest, time) => (time > newest ? time : newest), "");
}

async function reportOf(analysis: Analysis, config: Config): Promise<string> {
  let report = String(await markdown.render(analysis));
  for (const { name, database, endpoints } of config.environments) {
    if (database !== undefined)
      report = report.replaceAll(decodeURIComponent(new URL(database.url).pathname.slice(1)), `DATABASE-OF-${name}`);
    for (const endpoint of endpoints) report = report.replaceAll(new URL(endpoint.url).host, `HOST-OF-${name}`);
  }
  return report.replace(/ in \d+ ms/g, " in N ms");
}
