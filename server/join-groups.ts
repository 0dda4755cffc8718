import type { Pool } from "pg";
import type { Steps } from "../shared/in-steps.ts";
import { MAX_KEYS } from "./group/cluster.ts";
import { JoinableGroups, type Plan } from "./group/joins.ts";
import { breather, goThrough } from "./lib/breathe.ts";
import {
  addJoins,
  changingJoins,
  listCompared,
  listUncompared,
  markCompared,
  readJoins,
  writeTexts,
} from "./store/group-joins.ts";
import { listMutedGroups } from "./store/mutes.ts";
import { readSetting, writeSetting } from "./store/settings.ts";

/** New groups that one look compares; what is left is compared at the next. */
const MAX_NEW = 2000;
/** Who compared last: another replica knows nothing of what this one compared since. */
const HOLDER = "group-comparison";
const PLUMBLINE = "Plumbline";

/** Joins groups whose texts are one statement. */
export type GroupJoiner = {
  /** Compares what is new with all before, and joins; whether there may be more. One replica at a time. */
  look: (now: number) => Promise<boolean>;
};

/** `name` tells this process from every other that shares the database. */
export function createGroupJoiner(pool: Pool, name: string): GroupJoiner {
  let known: Known | undefined;
  return {
    async look(now) {
      if (known === undefined || known.groups.size >= MAX_KEYS || (await readSetting(pool, HOLDER)) !== name) {
        known = { groups: await knownGroups(pool), refused: new Set(), muted: "" };
        await writeSetting(pool, HOLDER, name);
      }
      const breathe = breather();
      const fresh = await listUncompared(pool, MAX_NEW);
      const muted = await listMutedGroups(pool, now);
      const mayJoinNow = known.refused.size > 0 && known.muted !== muted.join();
      if (fresh.length === 0 && !mayJoinNow) return false;
      try {
        if (mayJoinNow) known.groups.touch(known.refused);
        for (const part of fresh) {
          known.groups.add(part);
          await breathe();
        }
        known.refused = await joinClusters(pool, known.groups, fresh, new Set(muted), now);
        known.muted = muted.join();
      } catch (error) {
        // What was compared and not written is compared again.
        known = undefined;
        throw error;
      }
      return fresh.length === MAX_NEW;
    },
  };
}

/** What a process knows between two looks; `refused` are groups that were not joined because of the mutes there were. */
type Known = { groups: JoinableGroups; refused: Set<string>; muted: string };

/** What was compared before, by whomever. */
async function knownGroups(pool: Pool): Promise<JoinableGroups> {
  return goThrough(restored(await listCompared(pool, MAX_KEYS - MAX_NEW)), breather());
}

function* restored(compared: Awaited<ReturnType<typeof listCompared>>): Steps<JoinableGroups> {
  const groups = new JoinableGroups();
  for (const { clusterText, isMember, ...part } of compared) {
    groups.restore(part, clusterText ?? undefined, isMember);
    yield;
  }
  return groups;
}

/** Joins what was found to be one statement, and gives the groups that mutes kept apart. */
async function joinClusters(
  pool: Pool,
  groups: JoinableGroups,
  fresh: readonly { id: string }[],
  muted: ReadonlySet<string>,
  now: number,
): Promise<Set<string>> {
  const clusters = groups.settle();
  const plans = await changingJoins(pool, async (client) => {
    const { known, stored, ...restraints } = await readJoins(client, clusters.flat());
    const found = clusters.map((ids) =>
      groups.plan(
        ids.filter((id) => stored.has(id)),
        known,
        { ...restraints, muted },
      ),
    );
    await write(client, found, now);
    await markCompared(
      client,
      fresh.map(({ id }) => id),
    );
    return found;
  });
  groups.forget(plans.flatMap(({ joins }) => joins.map(({ memberId }) => memberId)));
  return new Set(plans.flatMap(({ refused }) => refused));
}

async function write(client: Parameters<typeof addJoins>[0], plans: readonly Plan[], at: number): Promise<void> {
  const joins = plans.flatMap((plan) => plan.joins);
  const facts = { rule: "words" as const, who: PLUMBLINE, reason: null, at };
  await addJoins(
    client,
    joins.map((join) => ({ ...join, ...facts })),
  );
  await writeTexts(
    client,
    plans.flatMap((plan) => plan.texts),
  );
}
