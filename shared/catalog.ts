/** What one database holds, read in one snapshot: everything that people created, nothing of the system or extensions. */
export type Catalog = {
  /** `server_version_num`: 180004 is 18.4. */
  serverVersion: number;
  objects: CatalogObject[];
  /** The server's roles with their oids, by name: two databases whose lists agree are on one server. */
  roles: { name: string; oid: string }[];
  /** Parts of the catalogue that could not be read. What is unseen is neither there nor absent. */
  unseen: UnseenPart[];
};

export type CatalogObject = {
  /** table, column, index, constraint, "foreign key", view, function … */
  kind: string;
  schema: string | null;
  /** The table, view or type it belongs to; null where it stands alone. */
  table: string | null;
  /** As people write it: `total_cents`, `"odd name"`, `refund(integer, text)`. */
  name: string;
  owner: string | null;
  comment: string | null;
  /** Privileges that differ from what an object of its kind has by default; key is the role, `owner` or `PUBLIC`. */
  grants: Record<string, string>;
  /** Everything else that can differ, in words: `{ type: "integer", "not null": "yes" }`. Absent means not set. */
  attributes: Record<string, string>;
};

/** `part` names the query (`functions`), `kinds` the kinds of object it would have given. */
export type UnseenPart = { part: string; kinds: string[]; reason: string };

/** The name within the schema: `orders.total_cents` for what belongs to a table. */
export function objectName(object: CatalogObject): string {
  return object.table === null ? object.name : `${object.table}.${object.name}`;
}
