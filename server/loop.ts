import type { Pool } from "pg";
import type { Check, Question } from "../shared/check.ts";
import type { Config } from "../shared/config.ts";
import type { Incident } from "../shared/incident.ts";
import { DAY, MINUTE, SECOND } from "../shared/time.ts";
import { analysisFacts } from "./analysis-facts.ts";
import { answerKey } from "./ask-all.ts";
import { newsFinder, withoutUnexplained } from "./backlog.ts";
import { ANALYSIS_LOCK } from "./between-analyses.ts";
import { carriedOn } from "./carried-on.ts";
import { continueIncidents, withRecovery } from "./continue-incidents.ts";
import { type Ask, diagnose } from "./diagnose.ts";
import type { GroupJoiner } from "./join-groups.ts";
import { absorbedBy, closeAbsorbed, withShownGroups } from "./joined-incidents.ts";
import { breather, goThrough } from "./lib/breathe.ts";
import { messageOf } from "./lib/errors.ts";
import type { Log } from "./lib/log.ts";
import { createSessionLocks, type SessionLocks, whileLocked } from "./lib/session-locks.ts";
import { loadOwners } from "./load-owners.ts";
import { type Ahead, createAhead } from "./loop-ahead.ts";
import { type LoopMemory, loopMemory } from "./loop-memory.ts";
import { withoutMuted } from "./muted-groups.ts";
import { noteAnalyzed, readAnalysisState } from "./store/analysis-state.ts";
import { recordAllChecks } from "./store/checks.ts";
import { readParts } from "./store/group-parts.ts";
import { linkGroups } from "./store/incident-groups.ts";
import { loadStanding } from "./store/read-held.ts";
import type { IncidentChange, Reaction } from "./store/save-incidents.ts";
import { startTurns } from "./turns.ts";
import { withRevisions } from "./with-revisions.ts";

const WINDOW = DAY;
/** How long an answer of the live system stands before it is asked again. */
const CHECK_AGE = MINUTE;
/**
 * What changes by itself (a silence that lasted long enough) is looked at this often, less often where a look takes long. With
 * the time that a hanging replica keeps its lock, another takes over within 10 s.
 */
const LEAST_IDLE = 7 * SECOND;
const MOST_IDLE = 15 * SECOND;
/**
 * How long one look may explain, and then write, what can wait: a new incident may be next. Longer where looks take long, so that much
 * of the time goes to what waits.
 */
const PATIENT_WORK = 0.25 * SECOND;
const MOST_PATIENT_WORK = 1 * SECOND;
const PATIENT_PART = 0.25;
/**
 * So many incidents of which nobody knows may wait to be written: thousands more would be kept up to date at each look, long before
 * they can be told.
 */
const MOST_UNTOLD = 512;

export type LoopSettings = {
  pool: Pool;
  config: () => Config;
  ask: Ask;
  react: (change: IncidentChange) => Reaction;
  now: () => number;
  log: Log;
  /** How long an analysis took, in seconds, and whether it went well. */
  onAnalyzed?: (seconds: number, isOk: boolean) => void;
};

export type Loop = {
  /** Something was stored: analyze soon. */
  wake: () => void;
  /** Analyzes now; `isFresh` asks the live system anew instead of taking what it said within the last minute. */
  run: (isFresh: boolean) => Promise<void>;
  stop: () => Promise<void>;
};

/** Derives the incidents again and again: soon after any replica stored something, and now and then for what changes by itself. */
export function startLoop(settings: LoopSettings): Loop {
  const { pool, log, now } = settings;
  const cache = new Map<string, Check>();
  const locks = createSessionLocks(pool);
  const memory = loopMemory(pool, now);
  const ahead = createAhead({ memory, now, windowMs: WINDOW, log });
  let lastMs = 0;
  let untold = 0;
  const turns = startTurns({
    work: async (isFresh, isAsked) => {
      const startedAt = performance.now();
      const ask = cachedAsk(settings, cache, isFresh);
      const mayGoOn = () => timeToWait(isAsked, lastMs);
      const room = Math.max(0, MOST_UNTOLD - untold);
      const left = await timed(settings, () =>
        analyzeOnce({ ...settings, locks, memory, ahead }, { ask, mayGoOn, isAsked, lookMs: lastMs, room }),
      );
      // Another replica analyzes: whoever follows it has done nearly all already.
      if (left === undefined) ahead.begin();
      else lastMs = performance.now() - startedAt;
      untold = left?.untold ?? 0;
      if (left !== undefined && left.all > 0) turns.wake();
      return left !== undefined;
    },
    isDue: async () => {
      const { isTime, ageMs } = await isDue(pool, lastMs);
      if (!isTime) ahead.begin(ageMs);
      return isTime;
    },
    onFault: (error) => log.error("the analysis failed and is tried again", { err: messageOf(error) }),
  });
  return {
    run: turns.run,
    wake: turns.wake,
    stop: async () => {
      await turns.stop();
      await ahead.stop();
      await locks.close();
    },
  };
}

/** Whether there is time left for what can wait: always where somebody waits for all of it. */
function timeToWait(isAsked: boolean, lookMs: number): () => boolean {
  const mostMs = Math.min(Math.max(PATIENT_WORK, PATIENT_PART * lookMs), MOST_PATIENT_WORK);
  let since: number | undefined;
  return () => {
    since ??= performance.now();
    return isAsked || performance.now() - since < mostMs;
  };
}

/** Whether something is stored that no replica analyzed, or what changes by itself was not looked at for a while. */
async function isDue(pool: Pool, lastMs: number): Promise<{ isTime: boolean; ageMs: number | undefined }> {
  const { stored, analyzed, ageMs } = await readAnalysisState(pool);
  const idle = Math.min(Math.max(LEAST_IDLE, 10 * lastMs), MOST_IDLE);
  return { isTime: stored !== analyzed || ageMs === undefined || ageMs > idle, ageMs };
}

async function timed<T>(
  { onAnalyzed = () => undefined }: LoopSettings,
  work: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / SECOND;
  try {
    const result = await work();
    if (result !== undefined) onAnalyzed(seconds(), true);
    return result;
  } catch (error) {
    onAnalyzed(seconds(), false);
    throw error;
  }
}

type Analyzer = LoopSettings & { locks: SessionLocks; memory: LoopMemory; ahead: Ahead };
/**
 * `mayGoOn` gives the time that there is for what can wait, from the first time that it is asked for; `lookMs` is how long the last
 * look took; `room` says how many failures of which nobody knows may be explained beside those that are written at once.
 */
type Turn = { ask: Ask; mayGoOn: () => () => boolean; isAsked: boolean; lookMs: number; room: number };
/** How much is left for the next look, and how many incidents of which nobody knows are part of that. */
type Left = { all: number; untold: number };

/**
 * One analysis of the last day, under the analyzer's lock, and what is left for the next; gives undefined, and does nothing, where
 * another replica holds the lock.
 */
async function analyzeOnce(
  { pool, memory, ahead, ...settings }: Analyzer,
  { ask, mayGoOn, isAsked, lookMs, room }: Turn,
): Promise<Left | undefined> {
  const turn = await whileLocked(settings.locks, ANALYSIS_LOCK, async (lock) => {
    ahead.giveWay();
    const before = await readAnalysisState(pool);
    const now = settings.now();
    const window = { from: now - WINDOW, now };
    await joinNew(memory.joiner, now, settings.log);
    const whole = await memory.reader.read({ from: window.from, to: now });
    const steady = memory.steady.hold(whole, now, { isWhole: isAsked, lookMs });
    const { counts: stored, held: waiting } = await goThrough(steady, breather());
    const keptOf = await readParts(pool);
    const held = withShownGroups(await loadStanding(pool, window.from), keptOf);
    const owners = await loadOwners(pool, held);
    const aggregate = withRevisions(stored, memory.revisions);
    const patience = isAsked ? undefined : { mayGoOn: mayGoOn(), isNews: newsFinder(held), room };
    const seen = await diagnose(aggregate, settings.config(), window, ask, owners, memory.diagnosis, patience);
    const unexplained = [...memory.diagnosis.unexplained.values()].map(({ failure }) => failure);
    const told = await goThrough(withoutUnexplained(held, seen, unexplained), breather());
    const continued = continueIncidents(seen, told, memory.adopted);
    const announce = (change: IncidentChange) => settings.react(change).messages;
    const absorbed = absorbedBy(continued.gone, continued.incidents, new Set(keptOf.values()));
    const all = await withoutMuted(pool, [...continued.incidents, ...continued.gone], now, announce);
    const loud = new Set(all.map(({ id }) => id));
    const gone = continued.gone.filter(({ id }) => !absorbed.has(id));
    const carried = await carriedOn(pool, gone, whole.traffic, now);
    carried.push(...(await closeAbsorbed(pool, absorbed)));
    const current = [...continued.incidents, ...carried].map((one) => withRecovery(one, now, memory.recovering));
    const written = await memory.writer.write(
      {
        incidents: current.filter(({ id }) => loud.has(id)),
        analysis: await analysisFacts(pool, settings.config(), window),
        react: settings.react,
      },
      // Whoever hung for long, or lost its session, has lost the right to write.
      { assertMayWrite: () => lock.assertHeld(), mayGoOn: mayGoOn() },
    );
    await linkGroups(pool, written.incidents);
    await recordAllChecks(
      pool,
      written.incidents.map((incident) => ({ id: incident.id, checks: freshChecks(incident, now) })),
    );
    await noteAnalyzed(pool, before.stored);
    ahead.noteLook();
    const known = new Set([...held, ...written.incidents].map(({ id }) => id));
    return {
      all: written.left + memory.diagnosis.waiting + waiting,
      untold: current.filter(({ id }) => loud.has(id) && !known.has(id)).length,
    };
  });
  return turn.ran ? turn.value : undefined;
}

/** Groups that could not be joined are shown apart, and that at the next look is tried again. */
async function joinNew(joiner: GroupJoiner, now: number, log: Log): Promise<void> {
  try {
    await joiner.look(now);
  } catch (error) {
    log.warn("new groups could not be compared with the others and are at the next look", { err: messageOf(error) });
  }
}

/** Checks that ran lately: an incident may have waited to be written. Runs that are noted already are not noted again. */
function freshChecks(incident: Incident, now: number): Check[] {
  return incident.checks.filter((check) => Date.parse(check.at) >= now - 10 * CHECK_AGE);
}

/** Asks only what was not answered within the last minute. */
function cachedAsk({ ask, now }: LoopSettings, cache: Map<string, Check>, isFresh: boolean): Ask {
  const asked = new Set<string>();
  for (const [key, { at }] of cache) if (Date.parse(at) < now() - 10 * CHECK_AGE) cache.delete(key);
  return async (questions: Question[]) => {
    const due = questions.filter((question) => {
      const known = cache.get(answerKey(question));
      const isOld = known === undefined || Date.parse(known.at) < now() - CHECK_AGE;
      return isOld || (isFresh && !asked.has(answerKey(question)));
    });
    for (const question of due) asked.add(answerKey(question));
    const checks = await ask(due);
    for (const [i, question] of due.entries()) {
      const check = checks[i];
      if (check !== undefined) cache.set(answerKey(question), check);
    }
    return questions.flatMap((question) => cache.get(answerKey(question)) ?? []);
  };
}
