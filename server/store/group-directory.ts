import type { Pool, PoolClient } from "pg";
import { breather } from "../lib/breathe.ts";
import { inSnapshot } from "../lib/snapshot.ts";
import { together } from "../lib/together.ts";
import { type Mark, readChangedGroups, readMark } from "./changed-since.ts";
import { type PartsText, readPartsAfter } from "./group-parts.ts";
import { inParts } from "./in-parts.ts";
import { type ShownGroups, shownGroups } from "./shown-groups.ts";
import { emptyGroups, keepGroup, type StoredGroups, type StoredRow } from "./stored-groups.ts";

export type GroupDirectory = {
  /** The groups that are stored as of now. Nothing may be changed in what it gives. */
  read: () => Promise<ShownGroups>;
};

/** What is kept between two questions: a moment of the store. */
type Kept = {
  mark: Mark;
  parts: PartsText;
  stored: StoredGroups;
  shown: ShownGroups;
};

/**
 * Every group in the memory of this replica, a few hundred bytes each, so that no list looks through their table. The first question
 * reads all; each further one what was written since, as `readChanges` tells it. Questions that come while one is answered share the next answer.
 */
export function createGroupDirectory(pool: Pool): GroupDirectory {
  let kept: Kept | undefined;
  const readOnce = async () => {
    const before = kept;
    // Where reading fails half-way, what is kept is no moment of the store.
    kept = undefined;
    kept = await inSnapshot(pool, (client) => readNext(client, before));
    return kept.shown;
  };
  let running: Promise<unknown> = Promise.resolve();
  let next: Promise<ShownGroups> | undefined;
  return {
    read() {
      next ??= running.then(() => {
        next = undefined;
        const reading = readOnce();
        running = reading.catch(() => undefined);
        return reading;
      });
      return next;
    },
  };
}

async function readNext(client: PoolClient, before: Kept | undefined): Promise<Kept> {
  const [mark, parts, texts, mutedUntil] = await together(
    readMark(client),
    readPartsAfter(client, before?.parts),
    readTitles(client),
    readMutes(client),
  );
  const changed =
    before === undefined
      ? undefined
      : await readChangedGroups(client, { since: before.mark, to: mark, now: before.mark.at });
  const known = changed === undefined ? undefined : before;
  const ids = changed === undefined ? undefined : [...new Set([...changed.groups, ...changed.late])];
  const stored = known?.stored ?? emptyGroups();
  if (ids === undefined) await keepAll(client, stored);
  else if (ids.length > 0) for (const group of await readGroups(client, ids)) keepGroup(stored, group);
  const same = ids?.length === 0 ? known?.shown : undefined;
  return { mark, parts, stored, shown: shownGroups(stored, { keptOf: parts.keptOf, texts, mutedUntil }, same) };
}

const ROWS = `select
       id, environment, service, kind, family, title, first_seen as "firstSeen", last_seen as "lastSeen",
       identity as signature
     from plumbline.error_group`;
/** Rows that are read at once where all are. */
const AT_ONCE = 2000;

/** Keeps every group; others have their turn in between. */
async function keepAll(client: PoolClient, stored: StoredGroups): Promise<void> {
  const breathe = breather();
  for await (const rows of inParts<StoredRow>(client, ROWS, [], AT_ONCE)) {
    for (const row of rows) {
      keepGroup(stored, row);
      const pause = breathe();
      if (pause !== undefined) await pause;
    }
  }
}

async function readGroups(client: PoolClient, ids: readonly string[]): Promise<StoredRow[]> {
  const { rows } = await client.query<StoredRow>(
    `${ROWS}
     where id = any($1::text[])`,
    [ids],
  );
  return rows;
}

/** Titles of groups to which others were joined because of their words. */
async function readTitles(client: PoolClient): Promise<Map<string, string>> {
  const { rows } = await client.query<{ id: string; title: string }>(
    "select group_id as id, title from plumbline.group_text",
  );
  return new Map(rows.map(({ id, title }) => [id, title]));
}

/** Until when groups are muted, milliseconds since 1970; mutes that are over may be among them. */
async function readMutes(client: PoolClient): Promise<Map<string, number>> {
  const { rows } = await client.query<{ id: string; until: number }>(
    `select group_id as id, extract(epoch from until)::double precision * 1000 as until from plumbline.group_mute`,
  );
  return new Map(rows.map(({ id, until }) => [id, until]));
}
