import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import type { Check, Question } from "../shared/check.ts";
import type { Config } from "../shared/config.ts";
import type { ChangeEvent } from "../shared/events.ts";
import type { Incident } from "../shared/incident.ts";
import { DAY, MINUTE, SECOND, toIso } from "../shared/time.ts";
import { continueIncidents } from "./continue-incidents.ts";
import { type Ask, diagnose } from "./diagnose.ts";
import type { Aggregate } from "./group/aggregate.ts";
import { withAdvisoryLock } from "./lib/database.ts";
import { messageOf } from "./lib/errors.ts";
import type { Log } from "./lib/log.ts";
import { withoutMuted } from "./muted-groups.ts";
import { recordChecks } from "./store/checks.ts";
import { linkGroups } from "./store/incident-groups.ts";
import { loadAggregate, type StoredAggregate } from "./store/load-aggregate.ts";
import { loadHeld } from "./store/read-incident.ts";
import { type IncidentChange, type Reaction, saveIncidents } from "./store/save-incidents.ts";
import { readCoverage } from "./store/sources.ts";
import { sumCoverage } from "./sum-coverage.ts";

const WINDOW = DAY;
/** How long an answer of the live system stands before it is asked again. */
const CHECK_AGE = MINUTE;
const IDLE = 15 * SECOND;
const SOON = 500;
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

/** Derives the incidents again and again: soon after something was stored, and every 15 s for what changes by itself. */
export function startLoop(settings: LoopSettings): Loop {
  const cache = new Map<string, Check>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;
  let isWoken = false;

  const run = (isFresh: boolean): Promise<void> => {
    running = running
      .catch(() => undefined)
      .then(() => timed(settings, () => analyzeOnce(settings, cachedAsk(settings, cache, isFresh))));
    return running;
  };
  const schedule = (delay: number): void => {
    clearTimeout(timer);
    if (isStopped) return;
    timer = setTimeout(() => {
      isWoken = false;
      run(false)
        .catch((error) => settings.log.error("the analysis failed and is tried again", { err: messageOf(error) }))
        .finally(() => schedule(isWoken ? SOON : IDLE));
    }, delay);
  };
  schedule(0);
  return {
    run,
    wake: () => {
      if (isWoken) return;
      isWoken = true;
      schedule(SOON);
    },
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running.catch(() => undefined);
    },
  };
}

async function timed({ onAnalyzed = () => undefined }: LoopSettings, work: () => Promise<void>): Promise<void> {
  const startedAt = performance.now();
  const seconds = () => (performance.now() - startedAt) / SECOND;
  try {
    await work();
    onAnalyzed(seconds(), true);
  } catch (error) {
    onAnalyzed(seconds(), false);
    throw error;
  }
}

/** One analysis of the last day, under the analyzer's lock; does nothing where another replica holds it. */
async function analyzeOnce(settings: LoopSettings, ask: Ask): Promise<void> {
  await withAdvisoryLock(settings.pool, ANALYSIS_LOCK, async () => {
    const now = settings.now();
    const window = { from: now - WINDOW, now };
    const stored = await loadAggregate(settings.pool, { from: window.from, to: now });
    const seen = await diagnose(withRevisions(stored), settings.config(), window, ask);
    const held = await loadHeld(settings.pool, window.from);
    const derived = continueIncidents(seen, held, stored.traffic, now);
    const incidents = await withoutMuted(settings.pool, derived, now, (change) => settings.react(change).messages);
    await saveIncidents(settings.pool, {
      incidents,
      analysis: await analysisFacts(settings.pool, window),
      react: settings.react,
    });
    await linkGroups(settings.pool, incidents);
    for (const incident of incidents) await recordChecks(settings.pool, incident.id, freshChecks(incident, now));
  });
}

const WAIT_FOR_ANALYSIS = 50;

/** Does `work` while no replica analyzes. */
export async function betweenAnalyses(pool: Pool, work: () => Promise<void>): Promise<void> {
  for (;;) {
    if ((await withAdvisoryLock(pool, ANALYSIS_LOCK, work)).ran) return;
    await sleep(WAIT_FOR_ANALYSIS);
  }
}

/** Checks that ran for this analysis, not those that an earlier one left. */
function freshChecks(incident: Incident, now: number): Check[] {
  return incident.checks.filter((check) => Date.parse(check.at) >= now - SECOND);
}

async function analysisFacts(pool: Pool, { from, now }: { from: number; now: number }) {
  const coverage = sumCoverage((await readCoverage(pool)).map((source) => source.coverage));
  return { generatedAt: toIso(now), window: { from: toIso(from), to: toIso(now) }, coverage };
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
    const due = questions.filter(({ id }) => {
      const known = cache.get(id);
      const isOld = known === undefined || Date.parse(known.at) < now() - CHECK_AGE;
      return isOld || (isFresh && !asked.has(id));
    });
    for (const { id } of due) asked.add(id);
    const checks = await ask(due);
    for (const [i, question] of due.entries()) {
      const check = checks[i];
      if (check !== undefined) cache.set(question.id, check);
    }
    return questions.flatMap(({ id }) => cache.get(id) ?? []);
  };
}
