import type { Pool } from "pg";
import type { ErrorEvent } from "../../shared/events.ts";
import { textArray } from "../lib/binary-arrays.ts";
import { withLastStatements } from "../lib/database.ts";
import { readSampleKeys, sampleStatements } from "./merge-samples.ts";

/** Adds a sample to each of these groups, each group once; one that was deleted meanwhile stays so. */
export async function addSamples(pool: Pool, samples: readonly { id: string; sample: ErrorEvent }[]): Promise<void> {
  await withLastStatements(pool, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      // Held as a batch holds them: nobody deletes a group, or one of the samples that are read here, before these are there.
      `select id
       from plumbline.error_group
       where id = any($1::text[])
       order by id
       for no key update`,
      [textArray(samples.map(({ id }) => id))],
    );
    const ids = new Set(rows.map(({ id }) => id));
    const groups = samples.filter(({ id }) => ids.has(id)).map(({ id, sample }) => ({ id, samples: [sample] }));
    const stored = await readSampleKeys(client, textArray([...ids]));
    const note = { text: "insert into plumbline.late_change (ids) values ($1::text[])", values: [[...ids]] };
    return { value: undefined, last: [...sampleStatements(groups, stored), note] };
  });
}
