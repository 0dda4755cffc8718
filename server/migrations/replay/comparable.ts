import type { Catalog, CatalogObject } from "../../../shared/catalog.ts";
import type { MigrationTool } from "../../../shared/migrations.ts";

/** Tables that the tools keep for themselves, with what belongs to them. */
const BOOKS = {
  alembic: ["alembic_version"],
  flyway: ["flyway_schema_history", "schema_version"],
  prisma: ["_prisma_migrations"],
  knex: ["knex_migrations", "knex_migrations_lock"],
  "golang-migrate": ["schema_migrations"],
  django: ["django_migrations"],
  rails: ["schema_migrations", "ar_internal_metadata"],
  "node-pg-migrate": ["pgmigrations"],
  typeorm: ["migrations", "typeorm_metadata"],
} as const satisfies Record<MigrationTool, readonly string[]>;

/** Names that people give to tables of their own too. */
const COMMON_NAMES = ["migrations", "schema_version"];

/** Those of tools that run plain SQL: goose, dbmate, sqlx, Supabase, sql-migrate, refinery, Drizzle, Atlas, Liquibase. */
const OTHER_BOOKS = [
  "goose_db_version",
  "schema_migrations",
  "_sqlx_migrations",
  "gorp_migrations",
  "refinery_schema_history",
  "__drizzle_migrations",
  "atlas_schema_revisions",
  "databasechangelog",
  "databasechangeloglock",
];

/** Whose a directory of plain SQL is, nobody says. */
const ALL_BOOKS = [...OTHER_BOOKS, ...Object.values(BOOKS).flat()].filter((name) => !COMMON_NAMES.includes(name));

export type Replayed = {
  /** The role that owns what the migrations made. */
  role: string;
  /** Extensions that the scratch server does not have. */
  skipped: string[];
  tool: MigrationTool | undefined;
};

/**
 * What the migrations make and what a database holds, without what no migration decides: the tool's own tables, who owns what
 * the running role made, the rights on schema public, versions of extensions, and extensions that were left out.
 */
export function comparable(expected: Catalog, live: Catalog, replayed: Replayed): [expected: Catalog, live: Catalog] {
  const owned = new Set(expected.objects.filter(({ owner }) => owner === replayed.role).map(keyOf));
  const owners = new Map(live.objects.map((object) => [keyOf(object), object.owner]));
  const adapt = (catalog: Catalog): Catalog => ({
    ...catalog,
    objects: catalog.objects
      .filter((object) => !isBook(object, replayed.tool) && !isSkipped(object, replayed.skipped))
      .map((object) => plain(owned.has(keyOf(object)) ? withoutOwner(object, owners.get(keyOf(object))) : object)),
  });
  return [adapt(expected), adapt(live)];
}

/** What the owner in the database is granted besides, it holds anyway. */
function withoutOwner(object: CatalogObject, owner: string | null | undefined): CatalogObject {
  const grants = Object.entries(object.grants).filter(([role]) => role !== owner);
  return { ...object, owner: null, grants: Object.fromEntries(grants) };
}

function keyOf({ kind, schema, table, name }: CatalogObject): string {
  return JSON.stringify([kind, schema, table, name]);
}

function isBook({ kind, table, name, attributes }: CatalogObject, tool: MigrationTool | undefined): boolean {
  const books: readonly string[] = tool === undefined ? ALL_BOOKS : BOOKS[tool];
  if (books.includes(table ?? name)) return true;
  return kind === "sequence" && books.some((book) => attributes["owned by"]?.startsWith(`${book}.`));
}

function isSkipped({ kind, name }: CatalogObject, skipped: string[]): boolean {
  return kind === "extension" && skipped.includes(name.replaceAll('"', ""));
}

function plain(object: CatalogObject): CatalogObject {
  if (object.kind === "extension") {
    const { version: _version, ...attributes } = object.attributes;
    return { ...object, attributes };
  }
  const isPublic = object.kind === "schema" && object.name === "public";
  return isPublic ? { ...object, owner: null, comment: null, grants: {} } : object;
}
