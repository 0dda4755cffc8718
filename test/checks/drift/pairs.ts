import { beforeAll, describe, expect, it } from "vitest";
import { compareDatabases } from "../../../server/drift.ts";
import { openSnapshot } from "../../../server/lib/target-database.ts";
import type { DriftItem } from "../../../shared/drift.ts";
import { createDatabase, runOn } from "../../lib/postgres.ts";

/** One kind of object: a schema, the same schema written otherwise, one that differs, and what is to be said of it. */
export type KindCase = {
  kind: string;
  /** Run in all three databases first. */
  given?: string;
  schema: string;
  /** Means the same as `schema`. */
  same: string;
  differs: string;
  /** What is to be found, with `here` for the case's own schema. */
  drift: DriftItem[];
};

/**
 * Tests each case on real databases: nothing for the equal pair, exactly `drift` for the other. The cases of a file share
 * three databases, each in a schema of its own that it finds in its search_path.
 */
export function describeKinds(title: string, cases: KindCase[]): void {
  describe(title, () => {
    let found: { same: DriftItem[]; differs: DriftItem[] };

    beforeAll(async () => {
      const [same = [], differs = []] = await driftOfMany(script(cases, "schema"), [
        script(cases, "same"),
        script(cases, "differs"),
      ]);
      found = { same, differs };
    });

    it.each(cases.map((one, index) => ({ ...one, index })))(
      "$kind: a difference is told, and nothing where it only looks different",
      ({ index, drift }) => {
        expect(of(index, found.same)).toStrictEqual([]);
        expect(of(index, found.differs)).toStrictEqual(drift);
      },
    );
  });
}

function script(cases: KindCase[], side: "schema" | "same" | "differs"): string {
  return cases
    .map(
      ({ given = "", [side]: sql }, index) =>
        `create schema ${own(index)}; set search_path = ${own(index)}; ${given}; ${sql};`,
    )
    .join("\n");
}

function own(index: number): string {
  return `case_${index}_`;
}

/** The items of one case, its schema called `here`. */
function of(index: number, items: DriftItem[]): DriftItem[] {
  const text = (value: string | null) => value?.replaceAll(own(index), "here") ?? null;
  return items
    .filter((item) => item.schema === own(index))
    .map((item) => ({ ...item, schema: "here", from: text(item.from), to: text(item.to) }));
}

/** The drift from a database made by `from` to one made by `to`. */
export async function driftOf(from: string, to: string): Promise<DriftItem[]> {
  const [drift = []] = await driftOfMany(from, [to]);
  return drift;
}

async function driftOfMany(from: string, others: string[]): Promise<DriftItem[][]> {
  const databases = await Promise.all([from, ...others].map(() => createDatabase("drift")));
  try {
    await Promise.all(databases.map((database, index) => runOn(database.url, [from, ...others][index] ?? "")));
    const [first, ...rest] = databases.map((database) => database.url);
    return await Promise.all(rest.map((url) => driftBetween(first ?? "", url)));
  } finally {
    await Promise.all(databases.map((database) => database.drop()));
  }
}

/** The drift between two databases that exist. */
export async function driftBetween(from: string, to: string): Promise<DriftItem[]> {
  const [left, right] = await Promise.all([from, to].map((url) => openSnapshot(url, { budgetMs: 20_000 })));
  if (!left?.ok || !right?.ok) throw new Error("could not connect");
  try {
    return await compareDatabases(left.snapshot.client, right.snapshot.client);
  } finally {
    await Promise.all([left.snapshot.close(), right.snapshot.close()]);
  }
}

/** One item, as the comparison gives it. */
export function drifted(
  kind: string,
  object: string,
  from: string | null,
  to: string | null,
  schema: string | null = "here",
): DriftItem {
  const change = to === null ? "missing" : from === null ? "extra" : "different";
  return { kind, schema, object, change, from, to };
}
