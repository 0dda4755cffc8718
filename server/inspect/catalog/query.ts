/**
 * One statement over pg_catalog. Its rows have the columns `kind` and `name`, and where they apply `schema`, `table_name`,
 * `arguments` (the types that are part of a function's name), `owner`, `comment` and `grants`; every other column is an
 * attribute under its alias, where null, false and the empty text mean "not set".
 */
export type CatalogQuery = {
  /** The part of the catalogue that this reads, for messages: `functions`. */
  part: string;
  /** Kinds of object that its rows can have. */
  kinds: string[];
  /** The statement for a server of this `server_version_num`. */
  sql: (serverVersion: number) => string;
};
