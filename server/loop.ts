import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import type { Check, Question } from "../shared/check.ts";
import type { Config } from "../shared/config.ts";
import type { ChangeEvent } from "../shared/events.ts";
import type { Incident } from "../shared/incident.ts";
import { DAY, MINUTE, SECOND, toIso } from "../shared/time.ts";
import { answerKey } from "./ask-all.ts";
import { carriedOn } from "./carried-on.ts";
import { continueIncidents, withRecovery } from "./continue-incidents.ts";
import { type Ask, diagnose } from "./diagnose.ts";
import type { Aggregate } from "./group/aggregate.ts";
import { createGroupJoiner, type GroupJoiner } from "./join-groups.ts";
import { absorbedBy, closeAbsorbed, withShownGroups } from "./joined-incidents.ts";
import { messageOf } from "./lib/errors.ts";
import type { Log } from "./lib/log.ts";
import { createSessionLocks, type SessionLocks, whileLocked } from "./lib/session-locks.ts";
import { loadOwners } from "./load-owners.ts";
import { withoutMuted } from "./muted-groups.ts";
import { noteAnalyzed, readAnalysisState } from "./store/analysis-state.ts";
import { recordChecks } from "./store/checks.ts";
import { readParts } from "./store/group-parts.ts";
import { linkGroups } from "./store/incident-groups.ts";
import { loadAggregate, type StoredAggregate } from "./store/load-aggregate.ts";
import { readGaps } from "./store/read-gaps.ts";
import { loadStanding } from "./store/read-held.ts";
import { type IncidentChange, type Reaction, saveIncidents } from "./store/save-incidents.ts";
import { readCoverage } from "./store/sources.ts";
import { sumCoverage } from "./sum-coverage.ts";
import { startTurns } from "./turns.ts";

const WINDOW = DAY;
/** How long an answer of the live system stands before it is asked again. */
const CHECK_AGE = MINUTE;
/**
 * What changes by itself (a silence that lasted long enough) is looked at this often, less often where a look takes long. With
 * the time that a hanging replica keeps its lock, another takes over within 10 s.
 */
const LEAST_IDLE = 7 * SECOND;
const MOST_IDLE = 15 * SECOND;
/** One analyzer at a time, whatever the number of replicas. */
const ANALYSIS_LOCK = "analysis";

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
  const cache = new Map<string, Check>();
  const joiner = createGroupJoiner(settings.pool, randomUUID());
  const locks = createSessionLocks(settings.pool);
  let lastMs = 0;
  const turns = startTurns({
    work: async (isFresh) => {
      const startedAt = performance.now();
      const hasRun = await timed(settings, () =>
        analyzeOnce(settings, locks, joiner, cachedAsk(settings, cache, isFresh)),
      );
      if (hasRun) lastMs = performance.now() - startedAt;
      return hasRun;
    },
    isDue: () => isDue(settings.pool, lastMs),
    onFault: (error) => settings.log.error("the analysis failed and is tried again", { err: messageOf(error) }),
  });
  return {
    run: turns.run,
    wake: turns.wake,
    stop: async () => {
      await turns.stop();
      await locks.close();
    },
  };
}

/** Whether something is stored that no replica analyzed, or what changes by itself was not looked at for a while. */
async function isDue(pool: Pool, lastMs: number): Promise<boolean> {
  const { stored, analyzed, ageMs } = await readAnalysisState(pool);
  const idle = Math.min(Math.max(LEAST_IDLE, 10 * lastMs), MOST_IDLE);
  return stored !== analyzed || ageMs === undefined || ageMs > idle;
}

async function timed({ onAnalyzed = () => undefined }: LoopSettings, work: () => Promise<boolean>): Promise<boolean> {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / SECOND;
  try {
    const hasRun = await work();
    if (hasRun) onAnalyzed(seconds(), true);
    return hasRun;
  } catch (error) {
    onAnalyzed(seconds(), false);
    throw error;
  }
}

/** One analysis of the last day, under the analyzer's lock; gives false, and does nothing, where another replica holds it. */
async function analyzeOnce(
  settings: LoopSettings,
  locks: SessionLocks,
  joiner: GroupJoiner,
  ask: Ask,
): Promise<boolean> {
  const turn = await whileLocked(locks, ANALYSIS_LOCK, async (lock) => {
    const before = await readAnalysisState(settings.pool);
    const now = settings.now();
    const window = { from: now - WINDOW, now };
    await joinNew(joiner, now, settings.log);
    const stored = await loadAggregate(settings.pool, { from: window.from, to: now });
    const keptOf = await readParts(settings.pool);
    const held = withShownGroups(await loadStanding(settings.pool, window.from), keptOf);
    const owners = await loadOwners(settings.pool, held);
    const seen = await diagnose(withRevisions(stored), settings.config(), window, ask, owners);
    const continued = continueIncidents(seen, held);
    const announce = (change: IncidentChange) => settings.react(change).messages;
    const absorbed = absorbedBy(continued.gone, continued.incidents, new Set(keptOf.values()));
    const all = await withoutMuted(settings.pool, [...continued.incidents, ...continued.gone], now, announce);
    const loud = new Set(all.map(({ id }) => id));
    const gone = continued.gone.filter(({ id }) => !absorbed.has(id));
    const carried = await carriedOn(settings.pool, gone, stored.traffic, now);
    carried.push(...(await closeAbsorbed(settings.pool, absorbed)));
    const current = [...continued.incidents, ...carried].map((incident) => withRecovery(incident, now));
    const incidents = current.filter(({ id }) => loud.has(id));
    // Whoever hung for long, or lost its session, has lost the right to write.
    lock.assertHeld();
    await saveIncidents(settings.pool, {
      incidents,
      analysis: await analysisFacts(settings.pool, window),
      react: settings.react,
    });
    await linkGroups(settings.pool, incidents);
    for (const incident of incidents) await recordChecks(settings.pool, incident.id, freshChecks(incident, now));
    await noteAnalyzed(settings.pool, before.stored);
  });
  return turn.ran;
}

/** Groups that could not be joined are shown apart, and that at the next look is tried again. */
async function joinNew(joiner: GroupJoiner, now: number, log: Log): Promise<void> {
  try {
    await joiner.look(now);
  } catch (error) {
    log.warn("new groups could not be compared with the others and are at the next look", { err: messageOf(error) });
  }
}

const WAIT_FOR_ANALYSIS = 50;

/** Does `work` while no replica analyzes. */
export async function betweenAnalyses(pool: Pool, work: () => Promise<void>): Promise<void> {
  const locks = createSessionLocks(pool);
  try {
    while ((await locks.tryLock(ANALYSIS_LOCK)) === undefined) await sleep(WAIT_FOR_ANALYSIS);
    await work();
  } finally {
    await locks.close();
  }
}

/** Checks that ran for this analysis, not those that an earlier one left. */
function freshChecks(incident: Incident, now: number): Check[] {
  return incident.checks.filter((check) => Date.parse(check.at) >= now - SECOND);
}

export async function analysisFacts(pool: Pool, { from, now }: { from: number; now: number }) {
  const window = { from: toIso(from), to: toIso(now) };
  const read = sumCoverage((await readCoverage(pool, window)).map((source) => source.coverage));
  return { generatedAt: toIso(now), window, coverage: { ...read, gaps: await readGaps(pool, window) } };
}

/** The stored counts with a change for each revision that was first seen in the window. */
export function withRevisions(stored: StoredAggregate): Aggregate {
  const changes = stored.revisions.map((revision): ChangeEvent => {
    const timestamp = toIso(revision.firstSeen);
    return {
      environment: revision.environment,
      service: revision.service,
      project: "",
      revision: revision.name,
      at: revision.firstSeen,
      kind: "revision-first-seen",
      statement: `Revision ${revision.name} appeared for the first time in the entries read.`,
      entry: {
        key: `revision|${revision.environment}|${revision.service}|${revision.name}`,
        insertId: "",
        timestamp,
        logId: "",
        project: "",
      },
    };
  });
  return {
    groups: stored.groups,
    traffic: stored.traffic,
    changes: [...stored.changes, ...changes].sort((a, b) => a.at - b.at || (a.entry.key < b.entry.key ? -1 : 1)),
  };
}

/** Asks only what was not answered within the last minute. */
function cachedAsk({ ask, now }: LoopSettings, cache: Map<string, Check>, isFresh: boolean): Ask {
  const asked = new Set<string>();
  return async (questions: Question[]) => {
    for (const [key, { at }] of cache) if (Date.parse(at) < now() - 10 * CHECK_AGE) cache.delete(key);
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
