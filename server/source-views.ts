import type { SourceView } from "../shared/api-operations.ts";
import type { SourceConfig } from "../shared/config.ts";
import { MINUTE, SECOND, toIso } from "../shared/time.ts";
import type { Running } from "./app-deps.ts";
import { cursorInWords } from "./cursor-in-words.ts";
import { doorState, shutDoors } from "./door-state.ts";
import { DOORS, doorOf } from "./doors.ts";
import { environmentsOfSources } from "./environments-of-parts.ts";
import { sourceIdOf } from "./lib/source-id.ts";
import { pausedSentence, type Run, statusOf } from "./source-run.ts";
import { countGaps, listGaps } from "./store/read-gaps.ts";
import type { StoredPause } from "./store/source-pauses.ts";
import { type RunStatus, readMinutes, readRuns, type SourceRun } from "./store/source-runs.ts";
import { readCoverage, readCursors, type SourceCoverage } from "./store/sources.ts";

const SHOWN_GAPS = 50;
const SHOWN_MINUTES = 60;
/** What another replica said this long ago still holds. */
const FRESH = 20 * SECOND;

/**
 * The configured sources in their order, then the sample, then what programs send, and what was read from sources that are
 * no longer configured. Of a source that another replica reads, what that one says.
 */
export async function sourceViews(running: Running): Promise<SourceView[]> {
  const { pool, sources, configured, refusalOf } = running;
  const now = Date.now();
  const [coverage, runs, cursors, minutes, counts] = await Promise.all([
    readCoverage(pool),
    readRuns(pool),
    readCursors(pool),
    readMinutes(pool, now, SHOWN_MINUTES),
    countGaps(pool),
  ]);
  const environments = environmentsOfSources(configured);
  const kept = (name: string) => ({
    id: sourceIdOf(name),
    name,
    environment: environments.get(name) ?? null,
    pause: pauseOf(sources.pauses.of(name)),
    cursor: cursorInWords(cursors.get(name)),
    perMinute: minutes.get(name) ?? Array.from({ length: SHOWN_MINUTES }, () => 0),
    gapCounts: gapCountsOf(counts.get(name)),
    ...brought(coverage.find(({ source }) => source === name)),
  });
  const names = new Set(sources.runs.map(({ source }) => source.name));
  const others = new Set(coverage.map(({ source }) => source).filter((name) => !names.has(name)));
  // A door that nothing came through yet is not worth a box, unless it lets nothing in.
  const shut = shutDoors(sources.pauses, refusalOf).map(({ name }) => name);
  for (const name of [...shut, ...DOORS.map((door) => door.name).filter((door) => counts.has(door))]) others.add(name);
  const views = [
    ...sources.runs.map((run, i) => {
      const pause = sources.pauses.of(run.source.name);
      const about = kept(run.source.name);
      return { ...about, ...readsOf(configured.sources[i]), ...configuredView(run, pause, runs, now) };
    }),
    ...[...others].sort().map((name) => {
      const about = kept(name);
      return { ...about, ...unconfigured(name, about, sources.pauses.of(name), running) };
    }),
  ];
  return Promise.all(views.map(async (view) => ({ ...view, gaps: await listGaps(pool, view.name, SHOWN_GAPS) })));
}

type Brought = Pick<SourceView, "coverage" | "newestAt" | "isSample">;

function brought(stored: SourceCoverage | undefined): Brought {
  return {
    coverage: stored?.coverage ?? null,
    newestAt: stored?.newestAt == null ? null : toIso(stored.newestAt),
    isSample: stored?.isSample ?? false,
  };
}

function pauseOf(pause: StoredPause | undefined): SourceView["pause"] {
  return pause === undefined ? null : { by: pause.who, reason: pause.reason, since: toIso(pause.at) };
}

function gapCountsOf(counts: SourceView["gapCounts"] | undefined): SourceView["gapCounts"] {
  const { open, ended, filled } = counts ?? { open: 0, ended: 0, filled: 0 };
  return { open, ended, filled };
}

function readsOf(source: SourceConfig | undefined): Pick<SourceView, "reads" | "filter"> {
  if (source === undefined) return { reads: null, filter: null };
  if (source.kind === "cloud-logging") return { reads: `project ${source.project}`, filter: source.filter };
  return { reads: "path" in source ? source.path : null, filter: null };
}

/** What a source that is read says of itself, here or at the replica that reads it. */
type Said = Pick<
  SourceView,
  "kind" | "state" | "detail" | "canPause" | "sent" | "progress" | "files" | "lagSeconds" | "lastError"
>;

function configuredView(
  run: Run,
  pause: StoredPause | undefined,
  runs: ReadonlyMap<string, SourceRun>,
  now: number,
): Said {
  const { name, kind } = run.source;
  const elsewhere = run.isReading ? undefined : heardElsewhere(runs.get(name), pause, now);
  const status = elsewhere ?? statusOf(run);
  const isRemote = elsewhere !== undefined && pause === undefined && run.source.isShared;
  const detail = isRemote ? `${status.detail} Another Plumbline on this database reads it.` : status.detail;
  const said = { kind, canPause: true, ...figuresOf(status, now) };
  if (pause === undefined) return { ...said, state: status.state, detail };
  return { ...said, files: null, state: "paused", detail: pausedSentence(pause) };
}

/** What whoever reads the source said of it a moment ago, or before it was paused. */
function heardElsewhere(
  stored: SourceRun | undefined,
  pause: StoredPause | undefined,
  now: number,
): RunStatus | undefined {
  return stored !== undefined && (pause !== undefined || now - stored.aliveAt < FRESH) ? stored.status : undefined;
}

type Figures = Pick<Said, "sent" | "progress" | "files" | "lagSeconds" | "lastError">;

function figuresOf(status: RunStatus, now: number): Figures {
  const { sent, progress, lastError } = status;
  const isBehind = progress !== undefined && (status.state === "reading" || now - progress.readTo > 5 * MINUTE);
  return {
    sent: sent ?? null,
    progress: isBehind
      ? {
          from: toIso(progress.from),
          readTo: toIso(progress.readTo),
          endsAt: progress.endsAt === undefined ? null : toIso(progress.endsAt),
        }
      : null,
    files: status.state === "reading" ? filesOf(status.files) : null,
    lagSeconds: progress === undefined ? null : Math.max(0, now - progress.readTo) / SECOND,
    lastError: lastError === undefined ? null : { at: toIso(lastError.at), message: lastError.message },
  };
}

function filesOf(files: RunStatus["files"]): Said["files"] {
  if (files === undefined) return null;
  return { readBytes: files.read, ofBytes: files.of, endsAt: files.endsAt === undefined ? null : toIso(files.endsAt) };
}

const NOTHING_SAID = { sent: null, progress: null, files: null, lagSeconds: null, lastError: null, filter: null };

function unconfigured(
  name: string,
  { isSample }: Brought,
  pause: StoredPause | undefined,
  { sample, refusalOf }: Pick<Running, "sample" | "refusalOf">,
): Said & Pick<SourceView, "reads" | "filter"> {
  const door = doorOf(name);
  if (door !== undefined) {
    return {
      ...NOTHING_SAID,
      kind: name,
      canPause: true,
      reads: door.reads,
      ...doorState(door, pause, refusalOf(name)),
    };
  }
  const isPolling = isSample && sample.state().loaded;
  return {
    ...NOTHING_SAID,
    kind: isSample ? "sample" : "unknown",
    state: isPolling ? "reading" : "stored",
    detail: isPolling
      ? "The bundled sample polls its own service once a minute."
      : "This source is not configured any more. What it brought is kept until it expires.",
    canPause: false,
    reads: isSample ? "a day of a staged outage, then live polls" : null,
  };
}
