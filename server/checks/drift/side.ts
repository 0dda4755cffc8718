import type { CatalogObject } from "../../../shared/catalog.ts";

/** One catalogue, ready to be asked by key and by relation. */
export type Side = {
  objects: Map<string, CatalogObject>;
  /** Tables, foreign tables, views and materialized views by schema and name. */
  relations: Map<string, CatalogObject>;
  /** Their columns. */
  columns: Map<string, CatalogObject[]>;
};

const RELATION_KINDS = new Set(["table", "foreign table", "view", "materialized view"]);

/** The objects of one side by key; a key that comes twice (two roles matched to one) keeps its first. */
export function indexSide(objects: CatalogObject[]): Side {
  const side: Side = { objects: new Map(), relations: new Map(), columns: new Map() };
  for (const object of objects) {
    const key = keyOf(object);
    if (!side.objects.has(key)) side.objects.set(key, object);
    if (RELATION_KINDS.has(object.kind)) side.relations.set(relationKey(object.schema, object.name), object);
    if (object.kind === "column") addColumn(side, object);
  }
  return side;
}

function addColumn(side: Side, column: CatalogObject): void {
  const key = relationKey(column.schema, column.table);
  const columns = side.columns.get(key);
  if (columns === undefined) side.columns.set(key, [column]);
  else columns.push(column);
}

/** What makes an object the same one in another database. */
export function keyOf(object: CatalogObject): string {
  return [object.kind, object.schema ?? "", object.table ?? "", object.name].join("\0");
}

/** The table or view that an object belongs to, of whatever kind it is on this side, or the object itself. */
export function relationOf(object: CatalogObject, side: Side): CatalogObject | undefined {
  return side.relations.get(relationKey(object.schema, object.table ?? object.name));
}

/** The columns of a table or view; none for anything else. */
export function columnsOf(object: CatalogObject, side: Side): CatalogObject[] {
  return RELATION_KINDS.has(object.kind) ? (side.columns.get(relationKey(object.schema, object.name)) ?? []) : [];
}

function relationKey(schema: string | null, name: string | null): string {
  return `${schema ?? ""}\0${name ?? ""}`;
}
