import type { PoolClient } from "pg";
import type { ChangeEvent } from "../../shared/events.ts";
import type { Window } from "./load-aggregate.ts";

/** The changes of a window, kept from one window to the next: a change is never written again, so each is read once. */
export type KeptChanges = {
  /** Reads those of the window that are not kept, and forgets those that are not in it. */
  update: (client: PoolClient, window: Window) => Promise<void>;
  /** In order of time. Those that were there before are the objects that they were. */
  all: () => ChangeEvent[];
};

/** None yet. */
export function keptChanges(): KeptChanges {
  let byHash = new Map<string, ChangeEvent>();
  return {
    update: async (client, window) => {
      const hashes = await readHashes(client, window);
      const fresh = await readDocuments(
        client,
        hashes.filter((hash) => !byHash.has(hash)),
      );
      const now = new Map<string, ChangeEvent>();
      for (const hash of hashes) {
        const change = byHash.get(hash) ?? fresh.get(hash);
        if (change !== undefined) now.set(hash, change);
      }
      byHash = now;
    },
    all: () => [...byHash.values()],
  };
}

/** In one value, which is read far sooner than as many rows. */
async function readHashes(client: PoolClient, { from, to }: Window): Promise<string[]> {
  const { rows } = await client.query<{ hashes: string[] }>(
    `select coalesce(json_agg(hash order by at, hash), '[]') as hashes
     from plumbline.change_event
     where at between $1::double precision and $2::double precision`,
    [from, to],
  );
  return rows[0]?.hashes ?? [];
}

async function readDocuments(client: PoolClient, hashes: string[]): Promise<Map<string, ChangeEvent>> {
  if (hashes.length === 0) return new Map();
  const { rows } = await client.query<{ hash: string; document: ChangeEvent }>(
    `select hash::text as hash, document
     from plumbline.change_event
     where hash = any($1::uuid[])`,
    [hashes],
  );
  return new Map(rows.map(({ hash, document }) => [hash, document]));
}
