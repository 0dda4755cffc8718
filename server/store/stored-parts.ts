import type { PoolClient } from "pg";
import type { ErrorGroup } from "../../shared/group.ts";
import { textArray } from "../lib/binary-arrays.ts";
import { together } from "../lib/together.ts";
import { boundFacets, type Facet, type FacetCounts, facetsOf, haveRoom } from "./merge-facets.ts";
import { readSampleKeys, type SampleKey } from "./merge-samples.ts";

/** What a batch has to know of its groups before it is added to them. */
export type StoredParts = {
  /** Ids of those that are stored. */
  known: ReadonlySet<string>;
  samples: readonly SampleKey[];
  /** What the batch brings of revisions, instances, callers and traces, within bounds. */
  facets: readonly Facet[];
};

/**
 * Reads it without holding any group: what others add meanwhile may leave a group a few samples more than it keeps, until the next
 * batch. Where facets come near their bounds the groups are held, so that the bounds are kept.
 */
export async function readStoredParts(client: PoolClient, groups: ErrorGroup[]): Promise<StoredParts> {
  if (groups.length === 0) return { known: new Set(), samples: [], facets: [] };
  const ids = textArray(groups.map(({ id }) => id).sort());
  const withSamples = textArray(groups.filter(({ samples }) => samples.length > 0).map(({ id }) => id));
  const [counts, samples] = await together(readCounts(client, ids), readSampleKeys(client, withSamples));
  const facets = groups.flatMap(facetsOf);
  const known = new Set(counts.keys());
  if (haveRoom(facets, counts)) return { known, samples, facets };
  const held = await holdGroups(client, ids);
  return { known, samples, facets: await boundFacets(client, facets, held) };
}

type Counts = Map<string, FacetCounts>;
type CountRow = FacetCounts & { id: string };

const COUNTS = `select id, callers as caller, instances as instance, revisions as revision, traces as trace
     from plumbline.error_group
     where id = any($1::text[])`;

async function readCounts(client: PoolClient, ids: Buffer): Promise<Counts> {
  return countsOf((await client.query<CountRow>({ name: "read-facet-counts", text: COUNTS, values: [ids] })).rows);
}

/** The same, and from here on the rows of these groups are ours until the transaction ends; in the order in which every batch takes them. */
async function holdGroups(client: PoolClient, ids: Buffer): Promise<Counts> {
  const text = `${COUNTS}
     order by id
     for no key update`;
  return countsOf((await client.query<CountRow>(text, [ids])).rows);
}

function countsOf(rows: CountRow[]): Counts {
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}
