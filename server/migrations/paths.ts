import type { MigrationFile } from "../../shared/migrations.ts";

/** The last part of a path with `/`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Everything before the last part; "" for a file at the top. */
export function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

const OF_POSTGRES = /^(postgres(ql|db)?|pg(sql)?)$/i;
const OF_ANOTHER =
  /^(mysql(db)?|mariadb|h2|hsqldb|derby|sqlite3?|oracle|sqlserver|mssql|db2|cockroach(db)?|clickhouse|snowflake|redshift|spanner|cassandra|mongodb)$/i;

const OF_TESTS = /(^|\/)(testdata|fixtures|__tests__|__mocks__)\//i;

/**
 * The files without those of tests, and without those that are meant for another database: where a folder named after PostgreSQL stands beside folders named
 * after others, the others' are left out.
 */
export function forPostgres(files: MigrationFile[]): MigrationFile[] {
  const parents = new Set<string>();
  const own = files.filter(({ path }) => !OF_TESTS.test(path));
  for (const { path } of own) {
    const parts = path.split("/");
    parts.slice(0, -1).forEach((part, index) => {
      if (OF_POSTGRES.test(part)) parents.add(parts.slice(0, index).join("/"));
    });
  }
  if (parents.size === 0) return own;
  return own.filter(({ path }) => {
    const parts = path.split("/");
    return !parts
      .slice(0, -1)
      .some((part, index) => OF_ANOTHER.test(part) && parents.has(parts.slice(0, index).join("/")));
  });
}
