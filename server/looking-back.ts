import type { Pool } from "pg";
import type { Incident } from "../shared/incident.ts";
import { DAY, MINUTE, SECOND } from "../shared/time.ts";
import { analysisFacts } from "./analysis-facts.ts";
import { betweenAnalyses } from "./between-analyses.ts";
import type { Ask } from "./diagnose.ts";
import { messageOf } from "./lib/errors.ts";
import type { LoopSettings } from "./loop.ts";
import { rederive } from "./rederive.ts";
import { recordChecks } from "./store/checks.ts";
import { loadStanding, readDocument } from "./store/read-held.ts";
import { saveIncidents } from "./store/save-incidents.ts";

/** How often the live systems are asked about an incident that is open though nothing was seen of it for a day. */
const EVERY = 5 * MINUTE;
/** The window of every look: what was seen in it is asked about there. */
const WINDOW = DAY;
const MAX_PER_ROUND = 20;

export type LookingBackSettings = Omit<LoopSettings, "onAnalyzed">;

export type LookingBack = {
  /** Asks about one incident now, where its events left the window of the looks; does nothing for others. */
  look: (incidentId: string) => Promise<void>;
  /** Asks about all that are open and were not asked about lately. */
  round: () => Promise<void>;
  stop: () => Promise<void>;
};

/** Keeps asking the live systems about incidents that are open though their events left the window of the looks. */
export function startLookingBack(settings: LookingBackSettings): LookingBack {
  const { pool, now, log } = settings;
  let running: Promise<void> = Promise.resolve();
  const look = (incidentId: string, isDue: (incident: Incident) => boolean = () => true) =>
    betweenAnalyses(pool, async () => {
      const incident = await readDocument(pool, incidentId);
      if (incident !== undefined && hasLeft(incident, now()) && isDue(incident)) await askAbout(incident, settings);
    });
  const round = async () => {
    for (const id of await openAndGone(pool, now())) await look(id, (incident) => isOld(incident, now()));
  };
  const timer = setInterval(() => {
    running = round().catch((error) => log.warn("old incidents were not looked at", { err: messageOf(error) }));
  }, EVERY);
  return {
    look: (incidentId) => look(incidentId),
    round,
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}

function hasLeft({ lastSeen, checks }: Incident, now: number): boolean {
  return checks.length > 0 && Date.parse(lastSeen) < now - WINDOW;
}

/** Whether no replica asked lately. */
function isOld({ checks }: Incident, now: number): boolean {
  return checks.every(({ at }) => Date.parse(at) <= now - EVERY);
}

async function openAndGone(pool: Pool, now: number): Promise<string[]> {
  return (await loadStanding(pool, now))
    .filter(
      ({ status, groups }) => status !== "resolved" && groups.every((one) => Date.parse(one.lastSeen) < now - WINDOW),
    )
    .slice(0, MAX_PER_ROUND)
    .map(({ id }) => id);
}

/** Derives an incident from what is kept of it and what the live systems say now; its own questions alone are asked. */
async function askAbout(incident: Incident, { pool, config, ask, react, now }: LookingBackSettings): Promise<void> {
  const own = new Set(incident.checks.map(({ id }) => id));
  const at = now();
  const askOwn: Ask = (questions) => ask(questions.filter(({ id }) => own.has(id)));
  const seen = await rederive(pool, config(), { incidents: [incident], at, ask: askOwn });
  const derived = seen.find(({ id }) => id === incident.id);
  if (derived === undefined) return;
  const window = { from: Date.parse(incident.firstSeen), now: at };
  await saveIncidents(pool, { incidents: [derived], analysis: await analysisFacts(pool, config(), window), react });
  await recordChecks(
    pool,
    incident.id,
    derived.checks.filter((check) => Date.parse(check.at) >= at - SECOND),
  );
}
