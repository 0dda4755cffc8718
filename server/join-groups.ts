import type { Pool } from "pg";
import { MAX_KEYS } from "./group/cluster.ts";
import { JoinableGroups, type Plan } from "./group/joins.ts";
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
  let groups: JoinableGroups | undefined;
  return {
    async look(now) {
      if (groups === undefined || groups.size >= MAX_KEYS || (await readSetting(pool, HOLDER)) !== name) {
        groups = await knownGroups(pool);
        await writeSetting(pool, HOLDER, name);
      }
      const fresh = await listUncompared(pool, MAX_NEW);
      if (fresh.length === 0) return false;
      try {
        for (const part of fresh) groups.add(part);
        await joinClusters(pool, groups, fresh, now);
      } catch (error) {
        // What was compared and not written is compared again.
        groups = undefined;
        throw error;
      }
      return fresh.length === MAX_NEW;
    },
  };
}

/** What was compared before, by whomever. */
async function knownGroups(pool: Pool): Promise<JoinableGroups> {
  const groups = new JoinableGroups();
  for (const { clusterText, isMember, ...part } of await listCompared(pool, MAX_KEYS - MAX_NEW)) {
    groups.restore(part, clusterText ?? undefined, isMember);
  }
  return groups;
}

async function joinClusters(
  pool: Pool,
  groups: JoinableGroups,
  fresh: readonly { id: string }[],
  now: number,
): Promise<void> {
  const clusters = groups.settle();
  const muted = new Set(await listMutedGroups(pool, now));
  let joined: string[] = [];
  await changingJoins(pool, async (client) => {
    if (clusters.length > 0) {
      const { known, stored, ...restraints } = await readJoins(client, clusters.flat());
      const plans = clusters.map((ids) =>
        groups.plan(
          ids.filter((id) => stored.has(id)),
          known,
          { ...restraints, muted },
        ),
      );
      await write(client, plans, now);
      joined = plans.flatMap(({ joins }) => joins.map(({ memberId }) => memberId));
    }
    await markCompared(
      client,
      fresh.map(({ id }) => id),
    );
  });
  groups.forget(joined);
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
