import type { MigrationTool } from "../../../shared/migrations.ts";
import { CannotSee, type Look, type Reader } from "./look.ts";
import { quoted } from "./spelling.ts";

type Table = { schema: string; name: string; columns: string[]; canSelect: boolean; isVisible: boolean };

/** How one tool's version table is recognised and read. Names are shared between tools, so columns decide. */
type Shape = {
  tool: MigrationTool;
  tables: string[];
  has: string[];
  lacks?: string[];
  /** The applied revision as text, from a row; the table is called `own`. */
  revision: string;
  /** SQL for "this row failed". */
  failed?: string;
  order: string;
};

/** alembic first; the rest as their sources create them. */
const SHAPES: Shape[] = [
  { tool: "alembic", tables: ["alembic_version"], has: ["version_num"], revision: "version_num", order: "1" },
  {
    tool: "flyway",
    tables: ["flyway_schema_history", "schema_version"],
    has: ["installed_rank", "version", "success"],
    // A baseline stands for all versions up to its own.
    revision: `case when to_jsonb(own) ->> 'type' in ('BASELINE', 'SQL_BASELINE')
              then '<< Flyway Baseline >> ' || version else coalesce(version, description) end`,
    failed: "not success",
    order: "installed_rank",
  },
  {
    tool: "prisma",
    tables: ["_prisma_migrations"],
    has: ["migration_name", "finished_at", "rolled_back_at"],
    revision: "migration_name",
    failed: "finished_at is null or rolled_back_at is not null",
    order: "started_at, migration_name",
  },
  { tool: "knex", tables: ["knex_migrations"], has: ["name", "batch"], revision: "name", order: "id" },
  {
    tool: "golang-migrate",
    tables: ["schema_migrations"],
    has: ["version", "dirty"],
    revision: "version::text",
    failed: "dirty",
    order: "version",
  },
  {
    tool: "rails",
    tables: ["schema_migrations"],
    has: ["version"],
    lacks: ["dirty", "inserted_at"],
    revision: "version::text",
    order: "version",
  },
  {
    tool: "django",
    tables: ["django_migrations"],
    has: ["app", "name", "applied"],
    revision: "app || '.' || name",
    order: "id",
  },
  { tool: "node-pg-migrate", tables: ["pgmigrations"], has: ["name", "run_on"], revision: "name", order: "id" },
  {
    tool: "typeorm",
    tables: ["migrations"],
    has: ["timestamp", "name"],
    lacks: ["batch"],
    revision: "name",
    order: '"timestamp"',
  },
];
const MAX_REVISIONS = 10_000;

/** Which migrations this database says it has. The reference's rows are added by whoever asked both. */
export const migrations: Look<"migrations"> = async (reader, question, environment) => {
  const wanted = question.params.tool ?? environment.migrations?.tool;
  const schemas = environment.database?.schemas ?? [];
  const tables = await findVersionTables(reader, schemas);
  const match = recognise(tables, wanted);
  const nothing = { failed: [], reference: null, referenceRows: null, referenceReason: null };
  const userTables = await countUserTables(reader, match?.table.name);
  if (match === undefined) return { tool: null, table: null, rows: [], userTables, ...nothing };
  const { shape, table } = match;
  if (!table.canSelect) throw new CannotSee(`role "${reader.role}" may not read ${table.schema}.${table.name}`);
  const rows = await readRevisions(reader, shape, table);
  return {
    ...nothing,
    ...(question.params.tables === undefined ? {} : { relations: await findRelations(reader, question.params.tables) }),
    tool: shape.tool,
    table: `${table.schema}.${table.name}`,
    rows: rows.filter(({ failed }) => !failed).map(({ revision }) => revision),
    failed: rows.filter(({ failed }) => failed).map(({ revision }) => revision),
    userTables,
  };
};

/** Tables with a version table's name, those of the named schemas and the search_path first, any other after. */
function findVersionTables(reader: Reader, schemas: string[]): Promise<Table[]> {
  return reader.rows<Table>(
    `select n.nspname::text as "schema",
            c.relname::text as "name",
            array(
              select a.attname::text from pg_catalog.pg_attribute as a
              where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            ) as "columns",
            pg_catalog.has_table_privilege(c.oid, 'select')
              and pg_catalog.has_schema_privilege(n.oid, 'usage') as "canSelect",
            pg_catalog.pg_table_is_visible(c.oid) as "isVisible"
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v') and n.nspname !~ '^pg_' and c.relname = any ($1::text[])
    order by n.nspname = any ($2::text[]) desc, pg_catalog.pg_table_is_visible(c.oid) desc, 1, 2
    limit 100`,
    [SHAPES.flatMap(({ tables }) => tables), schemas],
  );
}

function recognise(tables: Table[], wanted: string | undefined): { shape: Shape; table: Table } | undefined {
  const shapes = SHAPES.filter(({ tool }) => wanted === undefined || tool === wanted);
  const matches = shapes.flatMap((shape) =>
    tables.filter((table) => fits(shape, table)).map((table) => ({ shape, table })),
  );
  return matches.find(({ table }) => table.isVisible) ?? matches[0];
}

function fits({ tables, has, lacks = [] }: Shape, { name, columns }: Table): boolean {
  return (
    tables.includes(name) &&
    has.every((column) => columns.includes(column)) &&
    lacks.every((column) => !columns.includes(column))
  );
}

/** `shape` holds SQL of our own; the table's names come from the catalogue, quoted. */
function readRevisions(reader: Reader, shape: Shape, table: Table): Promise<{ revision: string; failed: boolean }[]> {
  return reader.rows<{ revision: string; failed: boolean }>(
    `select (${shape.revision})::text as "revision", ${shape.failed ?? "false"} as "failed"
    from ${quoted(table.schema)}.${quoted(table.name)} as own
    order by ${shape.order}
    limit ${MAX_REVISIONS}`,
  );
}

/** Whatever can be read like a table and has one of these names; a view may stand where a table was. */
function findRelations(reader: Reader, tables: string): Promise<{ schema: string; name: string }[]> {
  return reader.rows<{ schema: string; name: string }>(
    `select n.nspname::text as "schema", c.relname::text as "name"
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and c.relname = any ($1::text[])
    order by 1, 2`,
    [namesIn(tables)],
  );
}

/** The list of names that a question gives as JSON. */
function namesIn(list: string): string[] {
  const names: unknown = JSON.parse(list);
  return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
}

async function countUserTables(reader: Reader, versionTable: string | undefined): Promise<number> {
  const rows = await reader.rows<{ count: number }>(
    `select count(*)::int as "count"
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      and c.relname <> coalesce($1, '')
      and not exists (
        select from pg_catalog.pg_depend as d
        where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e'
      )`,
    [versionTable ?? null],
  );
  return rows[0]?.count ?? 0;
}
