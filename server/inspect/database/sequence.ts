import { CannotSee, type Look, parameter, type Reader } from "./look.ts";
import { quoted, type Spelling, spellingsOf } from "./spelling.ts";

type Sequence = {
  schema: string;
  name: string;
  lastValue: number | null;
  endValue: number;
  cycles: boolean;
  ownerSchema: string | null;
  ownerTable: string | null;
  ownerColumn: string | null;
  canReadColumn: boolean | null;
};

/** How far a sequence is from its end, and whether it lags behind the greatest id of the column that it feeds. */
export const sequence: Look<"sequence"> = async (reader, question) => {
  const table = parameter(question, "relation", "table");
  const name = parameter(question, "sequence", "name") ?? (table === undefined ? question.target : undefined);
  const found =
    name === undefined
      ? await findSequences(
          reader,
          "owner.relname = asked.name and (asked.schema is null or ownerSpace.nspname = asked.schema)",
          spellingsOf(table ?? ""),
        )
      : await findSequences(
          reader,
          "s.relname = asked.name and (asked.schema is null or n.nspname = asked.schema)",
          spellingsOf(name),
        );
  const column = question.params.column;
  const best = found.find((one) => column === undefined || one.ownerColumn === column);
  if (best === undefined) return NOT_FOUND;
  const maxId = await greatestId(reader, best);
  return {
    exists: true,
    name: `${best.schema}.${best.name}`,
    ownedBy: best.ownerTable === null ? null : `${best.ownerSchema}.${best.ownerTable}.${best.ownerColumn}`,
    lastValue: best.lastValue,
    endValue: best.endValue,
    usedShare: best.lastValue === null ? null : best.lastValue / best.endValue,
    cycles: best.cycles,
    maxId,
    // A sequence that was never used has no last value: it begins at 1 whatever the table holds.
    isBehind: maxId === null ? null : await isBehind(reader, best, maxId),
  };
};

const NOT_FOUND = {
  exists: false,
  name: null,
  ownedBy: null,
  lastValue: null,
  endValue: null,
  usedShare: null,
  cycles: null,
  maxId: null,
  isBehind: null,
};

/** `condition` is one of our own two texts above. */
function findSequences(reader: Reader, condition: string, spellings: Spelling[]): Promise<Sequence[]> {
  return reader.rows<Sequence>(
    `select n.nspname::text as "schema",
            s.relname::text as "name",
            case when pg_catalog.has_sequence_privilege(s.oid, 'select, usage')
                 then pg_catalog.pg_sequence_last_value(s.oid)::float8 end as "lastValue",
            least(q.seqmax, case a.atttypid when 'int2'::regtype then 32767 when 'int4'::regtype then 2147483647
              else q.seqmax end)::float8 as "endValue",
            q.seqcycle as "cycles",
            ownerSpace.nspname::text as "ownerSchema",
            owner.relname::text as "ownerTable",
            a.attname::text as "ownerColumn",
            pg_catalog.has_column_privilege(owner.oid, a.attnum, 'select')
              and pg_catalog.has_schema_privilege(ownerSpace.oid, 'usage') as "canReadColumn"
    from pg_catalog.pg_sequence as q
    join pg_catalog.pg_class as s on s.oid = q.seqrelid
    join pg_catalog.pg_namespace as n on n.oid = s.relnamespace
    left join pg_catalog.pg_depend as d
      on d.classid = 'pg_class'::regclass and d.objid = s.oid and d.refclassid = 'pg_class'::regclass
      and d.deptype in ('a', 'i') and d.refobjsubid > 0
    left join pg_catalog.pg_class as owner on owner.oid = d.refobjid
    left join pg_catalog.pg_namespace as ownerSpace on ownerSpace.oid = owner.relnamespace
    left join pg_catalog.pg_attribute as a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
    join unnest($1::text[], $2::text[]) as asked (schema, name) on ${condition}
    order by pg_catalog.pg_table_is_visible(s.oid) desc, 1, 2
    limit 20`,
    [spellings.map(({ schema }) => schema), spellings.map(({ name }) => name)],
  );
}

async function greatestId(reader: Reader, found: Sequence): Promise<number | null> {
  const { ownerSchema, ownerTable, ownerColumn } = found;
  if (ownerSchema === null || ownerTable === null || ownerColumn === null || found.canReadColumn !== true) return null;
  const rows = await reader.rows<{ maxId: number | null }>(
    `select max(${quoted(ownerColumn)})::float8 as "maxId" from ${quoted(ownerSchema)}.${quoted(ownerTable)}`,
  );
  return rows[0]?.maxId ?? 0;
}

async function isBehind(reader: Reader, found: Sequence, maxId: number): Promise<boolean> {
  if (found.lastValue !== null) return found.lastValue < maxId;
  const rows = await reader.rows<{ allowed: boolean }>(
    `select pg_catalog.has_sequence_privilege($1::text, 'select, usage') as "allowed"`,
    [`${quoted(found.schema)}.${quoted(found.name)}`],
  );
  if (rows[0]?.allowed !== true) throw new CannotSee(`role "${reader.role}" may not read sequence ${found.name}`);
  return maxId > 0;
}
