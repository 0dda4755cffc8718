import type { Client } from "pg";
import type { Observation, Question } from "../../shared/check.ts";
import type { DriftItem } from "../../shared/drift.ts";
import { before } from "../lib/deadline.ts";
import { messageOf } from "../lib/errors.ts";
import type { Snapshot } from "../lib/target-database.ts";
import type { Opened } from "./databases.ts";
import type { CompareDatabases } from "./index.ts";
import { environmentNamed, failed, type InspectRun, referenceOf, seen, since } from "./observe.ts";

/** Names listed per kind of difference; more are counted in the last line. */
const MAX_LISTED = 200;

/** How an environment's database differs from the reference's. */
export async function observeDrift(question: Question, opened: Opened, run: InspectRun): Promise<Observation> {
  const startedAt = performance.now();
  const at = run.now();
  const reference = referenceOf(run, question);
  if (reference === undefined) {
    return failed(question, at, "there is no other environment to compare with; mark one with reference: true");
  }
  const how = `compare the catalogues of "${reference}" and "${question.environment}"`;
  const from = opened.get(reference);
  const to = opened.get(question.environment);
  if (from === undefined || !("snapshot" in from)) return failed(question, at, reasonOf(reference, from), how);
  if (to === undefined || !("snapshot" in to)) return failed(question, at, reasonOf(question.environment, to), how);
  try {
    const comparing = compareApart(run.drift ?? compareNames, [from.snapshot, to.snapshot], schemasOf(question, run));
    const items = await before(Date.now() + 2 * run.budgetMs, comparing);
    const facts = { reference, ...listed(items), isNarrow: run.drift === undefined };
    return seen(question, at, facts, how, since(startedAt));
  } catch (error) {
    return failed(question, at, messageOf(error), how, since(startedAt));
  }
}

/** A comparison within savepoints: one that fails leaves both transactions usable for the next. */
async function compareApart(
  compare: CompareDatabases,
  [from, to]: [Snapshot, Snapshot],
  schemas: string[] | undefined,
): Promise<DriftItem[]> {
  const both = (sql: string) => Promise.all([from.client.query(sql), to.client.query(sql)]);
  await both("savepoint comparison");
  try {
    return await compare(from.client, to.client, schemas);
  } finally {
    await both("rollback to savepoint comparison").catch(() => undefined);
  }
}

function reasonOf(name: string, opened: ReturnType<Opened["get"]>): string {
  if (opened === undefined || opened.ok) return `"${name}" was not opened`;
  return `${name}: ${"reason" in opened ? opened.reason : opened.fault.reason}`;
}

function schemasOf(question: Question, run: InspectRun): string[] | undefined {
  if (question.params.schema !== undefined) return [question.params.schema];
  const environment = environmentNamed(run, question.environment);
  return typeof environment === "string" ? undefined : environment.database?.schemas;
}

function listed(items: DriftItem[]) {
  const of = (change: DriftItem["change"]) => {
    const names = items.filter((item) => item.change === change).map(nameOf);
    const more = names.length - MAX_LISTED;
    return more > 0 ? [...names.slice(0, MAX_LISTED), `and ${more} more`] : names;
  };
  return { missing: of("missing"), extra: of("extra"), different: of("different") };
}

function nameOf(item: DriftItem): string {
  return `${item.kind} ${item.schema === null ? item.object : `${item.schema}.${item.object}`}`;
}

type Column = { schema: string; table: string; name: string | null; type: string };

/** Which tables and columns differ by name or type: what is compared where no full comparison is given. */
const compareNames: CompareDatabases = async (from, to, schemas) => {
  const [there, here] = [await columnsOf(from, schemas), await columnsOf(to, schemas)];
  const missing = [...there.values()].filter((one) => !here.has(keyOf(one)) && parentIn(here, one));
  const extra = [...here.values()].filter((one) => !there.has(keyOf(one)) && parentIn(there, one));
  const different = [...there.values()].filter((one) => (here.get(keyOf(one))?.type ?? one.type) !== one.type);
  return [
    ...missing.map((one) => item(one, "missing", one.type, null)),
    ...extra.map((one) => item(one, "extra", null, one.type)),
    ...different.map((one) => item(one, "different", one.type, here.get(keyOf(one))?.type ?? null)),
  ];
};

/** A column is reported only where its table is on both sides. */
function parentIn(others: Map<string, Column>, one: Column): boolean {
  return one.name === null || others.has(keyOf({ ...one, name: null }));
}

function keyOf({ schema, table, name }: Column): string {
  return JSON.stringify([schema, table, name]);
}

function item(one: Column, change: DriftItem["change"], from: string | null, to: string | null): DriftItem {
  const object = one.name === null ? one.table : `${one.table}.${one.name}`;
  return { kind: one.name === null ? "table" : "column", schema: one.schema, object, change, from, to };
}

/** Tables (with name null) and their columns; what belongs to an extension or to the system is left out. */
async function columnsOf(client: Client, schemas: string[] | undefined): Promise<Map<string, Column>> {
  const { rows } = await client.query<Column>(
    `select n.nspname::text as "schema", c.relname::text as "table", a.attname::text as "name",
            case when a.attname is null then 'table' else pg_catalog.format_type(a.atttypid, a.atttypmod) end as "type"
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    cross join lateral (
      select null::name as attname, null::oid as atttypid, null::int as atttypmod
      union all
      select t.attname, t.atttypid, t.atttypmod
      from pg_catalog.pg_attribute as t
      where t.attrelid = c.oid and t.attnum > 0 and not t.attisdropped
    ) as a
    where c.relkind in ('r', 'p', 'f') and not c.relispartition
      and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      and ($1::text[] is null or n.nspname = any ($1::text[]))
      and not exists (
        select from pg_catalog.pg_depend as d
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
      )
    order by 1, 2, 3 nulls first`,
    [schemas ?? null],
  );
  return new Map(rows.map((row) => [keyOf(row), row]));
}
