import type { Facts } from "../../../shared/facts.ts";
import { CannotSee, type Look, parameter, type Reader } from "./look.ts";
import { findRelations } from "./relation.ts";
import { quoted, spellingsOf } from "./spelling.ts";

type Column = { name: string; type: string; canSelect: boolean; hidesRows: boolean };

/** Columns that say whether a row counts: true means in use. */
const POSITIVE_FLAGS = ["is_active", "active", "enabled", "is_enabled", "is_valid"];
/** Columns that say so the other way round: true, or a time that is set, means out of use. */
const NEGATIVE_FLAGS = ["disabled", "is_disabled", "deleted", "is_deleted", "locked", "is_locked", "suspended"];
const NEGATIVE_TIMES = ["deleted_at", "disabled_at", "suspended_at", "locked_at"];
const FLAGS = [...POSITIVE_FLAGS, ...NEGATIVE_FLAGS, ...NEGATIVE_TIMES];
const MAX_ROWS = 100;

/** Parameters of the question that are no columns. */
const OWN_PARAMETERS = ["table", "relation", "where", "schema", "reference", "service"];

/** Whether a required row is there, and what its flag columns say. Only names from the catalogue get into the statement. */
export const row: Look<"row"> = async (reader, question) => {
  const where = conditionOf(question.params);
  const table = parameter(question, "table", "relation") ?? question.target;
  const found = (await findRelations(reader, spellingsOf(table)))[0];
  if (found === undefined) throw new CannotSee(`table ${table} does not exist in database ${reader.currentDatabase}`);
  const columns = await columnsOf(reader, found);
  const names = Object.keys(where);
  const obstacle = obstacleOf(table, names, columns);
  if (obstacle !== undefined) throw new CannotSee(obstacle);
  if (!found.hasUsage || !mayRead(names, columns))
    throw new CannotSee(`role "${reader.role}" may not read table ${table}`);
  const flags = columns.filter((column) => FLAGS.includes(column.name) && column.canSelect && isFlagType(column));
  const sql = statement(`${quoted(found.schema)}.${quoted(found.name)}`, flags, names);
  const rows = await reader.rows<Flags>(sql, Object.values(where));
  if (rows.length === 0 && columns.some(({ hidesRows }) => hidesRows)) {
    throw new CannotSee(`row-level security on table ${table} may hide the row from role "${reader.role}"`);
  }
  return factsFrom(rows, flags.length > 0);
};

type Flags = Record<string, boolean | null>;

function obstacleOf(table: string, names: string[], columns: Column[]): string | undefined {
  if (names.length === 0) return `the question about table ${table} names no column to look by`;
  const missing = names.find((name) => !columns.some((column) => column.name === name));
  return missing === undefined ? undefined : `table ${table} has no column ${missing}`;
}

function mayRead(names: string[], columns: Column[]): boolean {
  return names.every((name) => columns.some((column) => column.name === name && column.canSelect));
}

/** One row in use is enough. */
function factsFrom(rows: Flags[], hasFlags: boolean): Facts<"row"> {
  const best = rows.find(isEnabled) ?? rows[0];
  const enabled = best === undefined || !hasFlags ? null : isEnabled(best);
  return { exists: rows.length > 0, count: rows.length, enabled, flags: best ?? {} };
}

/** `where` as JSON, as `where.column` keys, or the parameters that are not the check's own. */
function conditionOf(params: Record<string, string>): Record<string, string> {
  if (params.where !== undefined) return stringsOf(parseJson(params.where));
  const pairs = Object.entries(params).filter(([key]) => !OWN_PARAMETERS.includes(key));
  return Object.fromEntries(pairs.map(([key, value]) => [key.replace(/^where\./, ""), value]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new CannotSee('the condition of the row can\'t be read: expected JSON such as {"id":"system"}');
  }
}

function stringsOf(value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, String(one)]));
}

function columnsOf(reader: Reader, found: { schema: string; name: string }): Promise<Column[]> {
  return reader.rows<Column>(
    `select a.attname::text as "name",
            pg_catalog.format_type(a.atttypid, null) as "type",
            pg_catalog.has_column_privilege(c.oid, a.attnum, 'select') as "canSelect",
            pg_catalog.row_security_active(c.oid) as "hidesRows"
    from pg_catalog.pg_attribute as a
    join pg_catalog.pg_class as c on c.oid = a.attrelid
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where n.nspname = $1 and c.relname = $2 and a.attnum > 0 and not a.attisdropped
    order by a.attnum`,
    [found.schema, found.name],
  );
}

function isFlagType({ name, type }: Column): boolean {
  return NEGATIVE_TIMES.includes(name) ? /^(timestamp|date)/.test(type) : type === "boolean";
}

/** The columns compare as their own type, so that an index on them is used. */
function statement(table: string, flags: Column[], names: string[]): string {
  const shown = flags.map(({ name }) =>
    NEGATIVE_TIMES.includes(name) ? `${quoted(name)} is not null as ${quoted(name)}` : quoted(name),
  );
  const conditions = names.map((name, index) => `${quoted(name)} = $${index + 1}`);
  return `select ${shown.join(", ")}\n    from ${table}\n    where ${conditions.join(" and ")}\n    limit ${MAX_ROWS}`;
}

function isEnabled(flags: Flags): boolean {
  return Object.entries(flags).every(([name, value]) =>
    POSITIVE_FLAGS.includes(name) ? value !== false : value !== true,
  );
}
