import type { Pool } from "pg";
import type { StatusResponse } from "../shared/api.ts";
import type { Config, SourceConfig } from "../shared/config.ts";
import { ingest } from "./ingest.ts";
import { messageOf } from "./lib/errors.ts";
import type { Log } from "./lib/log.ts";
import { readFiles } from "./sources/file.ts";

export type RunningSources = {
  state: () => StatusResponse["sources"];
  stop: () => Promise<void>;
};

export type SourcesSettings = { pool: Pool; config: Config; log: Log; onStored: () => void };

type State = StatusResponse["sources"][number];

/** Starts every configured source; one that fails says why and leaves the others alone. */
export function startSources(settings: SourcesSettings): RunningSources {
  const stopping = new AbortController();
  const states = settings.config.sources.map(
    (source): State => ({ name: nameOf(source), kind: source.kind, state: "reading", detail: "starting" }),
  );
  const running = settings.config.sources.map(async (source, i) => {
    const state = states[i];
    if (state === undefined) return;
    try {
      await runSource(source, state, settings, stopping.signal);
    } catch (error) {
      if (stopping.signal.aborted) return;
      Object.assign(state, { state: "failed", detail: messageOf(error) });
      settings.log.error(`source ${state.name} failed`, { err: messageOf(error) });
    }
  });
  return {
    state: () => states.map((state) => ({ ...state })),
    stop: async () => {
      stopping.abort();
      await Promise.all(running);
    },
  };
}

function nameOf(source: SourceConfig): string {
  return source.kind === "file" ? `file ${source.path}` : `cloud-logging ${source.project}`;
}

async function runSource(
  source: SourceConfig,
  state: State,
  { pool, config, onStored }: SourcesSettings,
  signal: AbortSignal,
): Promise<void> {
  if (source.kind !== "file") throw new Error(`no reader is built for sources of kind ${source.kind}`);
  let [read, accepted] = [0, 0];
  for await (const batch of readFiles([source.path])) {
    if (signal.aborted) return;
    const counts = await ingest(pool, config, {
      source: nameOf(source),
      values: batch.values,
      rejections: batch.rejections,
    });
    read += counts.read;
    accepted += counts.accepted;
    state.detail = `${read} entries read, ${accepted} new`;
    onStored();
  }
  Object.assign(state, { state: "done", detail: `${read} entries read, ${accepted} new` });
}
