import type { Pool } from "pg";
import type { Config } from "../shared/config.ts";
import type { Incident } from "../shared/incident.ts";
import type { Regrouping } from "../shared/incident-decisions.ts";
import { DAY } from "../shared/time.ts";
import { continueIncidents } from "./continue-incidents.ts";
import { type Ask, diagnose } from "./diagnose.ts";
import { loadOwners, loadShownStanding } from "./load-owners.ts";
import { loadAggregate } from "./store/load-aggregate.ts";
import { withRevisions } from "./with-revisions.ts";

/** Longer ago nothing is kept. */
const MAX_WINDOW = 30 * DAY;

type Wish = {
  /** What is concerned: the window reaches back to them where they left it. */
  incidents: readonly Incident[];
  /** A decision that is not written down yet. */
  more?: readonly Regrouping[];
  /** The id of a decision that is taken back. */
  without?: string;
  /** Milliseconds since 1970. */
  at: number;
  /** Asks the live systems; absent, what they said last counts. */
  ask?: Ask;
};

/**
 * What a look would find if people had decided so: the incidents of the window, with what the live systems said last, or say now.
 * Nothing is written.
 */
export async function rederive(
  pool: Pool,
  config: Config,
  { incidents, more, without, at, ask = lastAnswers(incidents) }: Wish,
): Promise<Incident[]> {
  const window = windowOf(incidents, at);
  const stored = await loadAggregate(pool, { from: window.from, to: window.now });
  const held = await loadShownStanding(pool, window.from);
  const owners = await loadOwners(pool, held, {
    ...(more === undefined ? {} : { more }),
    ...(without === undefined ? {} : { without }),
  });
  const seen = await diagnose(withRevisions(stored), config, window, ask, owners);
  return continueIncidents(seen, held).incidents;
}

/** The last day, as for every look; further back only where everything that is concerned happened before. */
function windowOf(incidents: readonly Incident[], now: number): { from: number; now: number } {
  const isInWindow = incidents.some(({ lastSeen }) => Date.parse(lastSeen) >= now - DAY);
  if (isInWindow) return { from: now - DAY, now };
  const first = Math.min(...incidents.map(({ firstSeen }) => Date.parse(firstSeen)));
  return { from: Math.max(first, now - MAX_WINDOW), now };
}

function lastAnswers(incidents: readonly Incident[]): Ask {
  const known = new Map(incidents.flatMap(({ checks }) => checks.map((check) => [check.id, check])));
  return async (questions) => questions.flatMap(({ id }) => known.get(id) ?? []);
}
