import type { SourceView } from "../shared/api-operations.ts";
import type { SourceConfig } from "../shared/config.ts";
import { toIso } from "../shared/time.ts";
import type { Running } from "./app-deps.ts";
import { readCoverage, type SourceCoverage } from "./store/sources.ts";

/** The configured sources in their order, then the sample, then what programs send, and what was read from sources that are no longer configured. */
export async function sourceViews({ pool, sources, configured, sample }: Running): Promise<SourceView[]> {
  const stored = await readCoverage(pool);
  const running = sources.state();
  const names = new Set(running.map(({ name }) => name));
  return [
    ...running.map((state, i) => ({
      ...state,
      ...readsOf(configured.sources[i]),
      ...brought(stored.find(({ source }) => source === state.name)),
    })),
    ...stored.filter(({ source }) => !names.has(source)).map((one) => unconfigured(one, sample.state().loaded)),
  ];
}

function readsOf(source: SourceConfig | undefined): Pick<SourceView, "reads" | "filter"> {
  if (source === undefined) return { reads: null, filter: null };
  if (source.kind === "cloud-logging") return { reads: `project ${source.project}`, filter: source.filter };
  return { reads: "path" in source ? source.path : null, filter: null };
}

function brought(stored: SourceCoverage | undefined): Pick<SourceView, "coverage" | "newestAt" | "isSample"> {
  return {
    coverage: stored?.coverage ?? null,
    newestAt: stored?.newestAt == null ? null : toIso(stored.newestAt),
    isSample: stored?.isSample ?? false,
  };
}

/** What other programs send; no configuration names it. */
const SENT: Record<string, { detail: string; reads: string } | undefined> = {
  http: { detail: "Programs send entries over HTTP.", reads: "POST /api/v1/entries" },
  pubsub: { detail: "Pub/Sub pushes the entries of a log sink.", reads: "POST /ingest/pubsub" },
  alerts: { detail: "Other systems send their alerts, for timelines.", reads: "POST /ingest/alerts/…" },
  otlp: { detail: "Programs send OpenTelemetry logs.", reads: "POST /v1/logs" },
};

function unconfigured(stored: SourceCoverage, isSampleLoaded: boolean): SourceView {
  const sent = SENT[stored.source];
  if (sent !== undefined) {
    return { name: stored.source, kind: stored.source, state: "idle", filter: null, ...sent, ...brought(stored) };
  }
  const isPolling = stored.isSample && isSampleLoaded;
  return {
    name: stored.source,
    kind: stored.isSample ? "sample" : "unknown",
    state: isPolling ? "reading" : "stored",
    detail: isPolling
      ? "The bundled sample polls its own service once a minute."
      : "This source is not configured any more. What it brought is kept until it expires.",
    reads: stored.isSample ? "a day of a staged outage, then live polls" : null,
    filter: null,
    ...brought(stored),
  };
}
