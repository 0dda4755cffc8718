import { type Database, readMigrations } from "../../server/migrations/read-migrations.ts";
import type { MigrationFile, MigrationReport, MigrationTool } from "../../shared/migrations.ts";

/** Files as they lie in a directory, by path. */
export function files(contents: Record<string, string | Uint8Array>): MigrationFile[] {
  return Object.entries(contents).map(([path, content]) => ({
    path,
    content: typeof content === "string" ? new TextEncoder().encode(content) : content,
  }));
}

/** The report about such files; a test fails where no tool takes them. */
export function reportOf(
  contents: Record<string, string | Uint8Array>,
  options: { tool?: MigrationTool; database?: Database; directory?: string } = {},
): MigrationReport {
  const report = readMigrations(files(contents), options);
  if (report === undefined) throw new Error("no tool recognises these files");
  return report;
}

/** The report about a database that holds these rows. */
export function reportAt(rows: string[], contents: Record<string, string>): MigrationReport {
  return reportOf(contents, { database: { kind: "rows", rows } });
}

/** An Alembic revision; `down` and the rest are Python. */
export function revision(id: string, down: string, { more = "", body = "pass" } = {}): string {
  return `from alembic import op
import sqlalchemy as sa
revision = "${id}"
down_revision = ${down}
${more}

def upgrade():
${indent(body)}

def downgrade():
    op.drop_table("never_read")
`;
}

/** A directory of such revisions, each in a file of its name. */
export function chain(...list: [id: string, down: string, parts?: { more?: string; body?: string }][]) {
  return Object.fromEntries(list.map(([id, down, parts]) => [`${id}.py`, revision(id, down, parts)]));
}

/** What the body of an upgrade does, one line each: `create public.orders(id, total)?` is conditional. */
export function deeds(body: string, more = ""): { done: string[]; unread: string[] } {
  return summary(reportOf({ "a.py": revision("a", "None", { body, more }) }));
}

export function summary({ tables, columns, unread }: MigrationReport): { done: string[]; unread: string[] } {
  const doubt = (isConditional: boolean) => (isConditional ? " ?" : "");
  const name = (schema: string | null, table: string) => (schema === null ? table : `${schema}.${table}`);
  return {
    done: [
      ...tables.map(({ op, schema, table, to, toSchema, columns: own, isConditional }) => {
        const list = op === "create" ? `(${own.join(", ")})` : "";
        const target = to === null ? "" : ` to ${name(toSchema, to)}`;
        return `${op} ${name(schema, table)}${list}${target}${doubt(isConditional)}`;
      }),
      ...columns.map(({ op, schema, table, column, to, isConditional }) => {
        return `${op} ${name(schema, table)}.${column}${to === null ? "" : ` to ${to}`}${doubt(isConditional)}`;
      }),
    ],
    unread: unread.map(({ line, reason }) => `${line}: ${reason}`),
  };
}

function indent(body: string): string {
  return body
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}
