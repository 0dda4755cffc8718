import type { EnvironmentConfig } from "../../../shared/config.ts";
import type { LiveMigrations, MigrationTool } from "../../../shared/migrations.ts";
import { SECOND } from "../../../shared/time.ts";
import { messageOf } from "../../lib/errors.ts";
import { openSnapshot, type Snapshot } from "../../lib/target-database.ts";
import { type Reader, readerOver } from "../database/look.ts";
import { migrations } from "../database/migrations.ts";
import { quoted } from "../database/spelling.ts";

/** Limit of connecting and of each question. */
const BUDGET_MS = 10 * SECOND;

export type LiveAnswer = { ok: true; facts: LiveMigrations } | { ok: false; reason: string };

/** What a database says about its migrations, or why it does not. Reads only. Never throws, never repeats the address. */
export async function readLiveMigrations(url: string, tool?: MigrationTool): Promise<LiveAnswer> {
  const opened = await openSnapshot(url, { budgetMs: BUDGET_MS });
  if (!opened.ok) return { ok: false, reason: opened.fault.reason };
  try {
    return { ok: true, facts: await readFacts(opened.snapshot, tool) };
  } catch (error) {
    return { ok: false, reason: messageOf(error) };
  } finally {
    await opened.snapshot.close();
  }
}

async function readFacts(snapshot: Snapshot, tool: MigrationTool | undefined): Promise<LiveMigrations> {
  const reader = readerOver(snapshot, []);
  const params: Record<string, string> = tool === undefined ? {} : { tool };
  const question = { id: "migrations", kind: "migrations" as const, environment: "", target: "", params };
  const { rows, failed, userTables, ...found } = await migrations(reader, question, ENVIRONMENT);
  return {
    tool: found.tool,
    table: found.table,
    rows,
    // A migration that was begun again and ended is not a failed one.
    failed: failed.filter((row) => !rows.includes(row)),
    userTables,
    relations: await readRelations(reader),
    checksums: await readChecksums(reader, found.tool, found.table),
  };
}

const ENVIRONMENT: EnvironmentConfig = { name: "", reference: false, projects: [], endpoints: [] };

/** Whatever can be read like a table; a view may stand where a table was. */
function readRelations(reader: Reader): Promise<LiveMigrations["relations"]> {
  return reader.rows<{ schema: string; name: string }>(
    `select n.nspname::text as "schema", c.relname::text as "name"
    from pg_catalog.pg_class as c
    join pg_catalog.pg_namespace as n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    order by 1, 2`,
  );
}

/** The column that names a row and the one that holds its file's checksum. */
const CHECKSUMS: Partial<Record<MigrationTool, { row: string; checksum: string; only: string }>> = {
  flyway: { row: "coalesce(version, description)", checksum: "checksum", only: "success" },
  prisma: {
    row: "migration_name",
    checksum: "checksum",
    only: "finished_at is not null and rolled_back_at is null",
  },
};

async function readChecksums(
  reader: Reader,
  tool: MigrationTool | null,
  table: string | null,
): Promise<Record<string, string>> {
  const shape = tool === null ? undefined : CHECKSUMS[tool];
  if (shape === undefined || table === null) return {};
  const dot = table.indexOf(".");
  const name = `${quoted(table.slice(0, dot))}.${quoted(table.slice(dot + 1))}`;
  const rows = await reader.rows<{ row: string; checksum: string }>(
    `select (${shape.row})::text as "row", (${shape.checksum})::text as "checksum"
    from ${name}
    where ${shape.only} and ${shape.checksum} is not null
    limit 10000`,
  );
  return Object.fromEntries(rows.map(({ row, checksum }) => [row, checksum]));
}
