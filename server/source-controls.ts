import type { SourceView } from "../shared/api-operations.ts";
import type { GapFiller, StoredGap } from "../shared/gap.ts";
import { formatTime } from "../shared/words.ts";
import type { Running } from "./app-deps.ts";
import { DOORS } from "./doors.ts";
import { gapMessagesOf } from "./gap-messages-of.ts";
import { PlumblineError } from "./lib/errors.ts";
import { sourceIdOf } from "./lib/source-id.ts";
import { sourceViews } from "./source-views.ts";
import { pauseSource, resumeSource, type StoredPause } from "./store/source-pauses.ts";

/** What people do with sources. */
export type SourceControls = {
  /** Pauses a source on every replica. Throws `not-found`, and `conflict` where it is paused already. */
  pause: (id: string, by: { who: string; reason: string }) => Promise<SourceView>;
  /** Lets it go on. Throws `not-found`, and `conflict` where it is not paused. */
  resume: (id: string, who: string) => Promise<SourceView>;
};

export function sourceControls(running: Running): SourceControls {
  const { pool, sources, configured } = running;
  const announce = (gap: StoredGap) => gapMessagesOf(gap, configured, Date.now());
  const viewOf = async (id: string) => {
    await sources.pauses.look();
    const view = (await sourceViews(running)).find((one) => one.id === id);
    if (view === undefined) throw new PlumblineError("not-found", `There is no source ${id} any more.`);
    return view;
  };
  return {
    pause: async (id, { who, reason }) => {
      const { name, filler } = await pausable(running, id);
      if (!(await pauseSource(pool, { source: name, who, reason, now: Date.now(), filler }, announce))) {
        throw new PlumblineError("conflict", alreadyPaused(name, sources.pauses.of(name)));
      }
      return viewOf(id);
    },
    resume: async (id, who) => {
      const { name, filler } = await pausable(running, id);
      if (!(await resumeSource(pool, { source: name, who, now: Date.now(), filler }, announce))) {
        throw new PlumblineError("conflict", `The source ${name} is not paused.`);
      }
      return viewOf(id);
    },
  };
}

function alreadyPaused(name: string, pause: StoredPause | undefined): string {
  const by = pause === undefined ? "" : `, by ${pause.who} since ${formatTime(pause.at)}: ${pause.reason}`;
  return `The source ${name} is paused already${by}. Resume it first.`;
}

/** The source with this id, where it is one that can be paused: configured, or a door. */
async function pausable(running: Running, id: string): Promise<{ name: string; filler: GapFiller }> {
  const run = running.sources.runs.find(({ source }) => sourceIdOf(source.name) === id);
  if (run !== undefined) return { name: run.source.name, filler: run.source.isShared ? "list" : "files" };
  const door = DOORS.find(({ name }) => sourceIdOf(name) === id);
  if (door !== undefined) return { name: door.name, filler: "senders" };
  const views = await sourceViews(running);
  const known = views.find((view) => view.id === id);
  if (known === undefined) {
    const named = views.find(({ name }) => name === id);
    const where =
      named === undefined
        ? ". The ids stand at GET /api/v1/sources."
        : `: the one of that name has the id ${named.id}.`;
    throw new PlumblineError("not-found", `There is no source with the id ${id}${where}`);
  }
  const why = known.isSample ? "it is the bundled sample: remove that instead" : "it is not configured any more";
  throw new PlumblineError("conflict", `The source ${known.name} cannot be paused: ${why}.`);
}
