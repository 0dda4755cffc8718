import { type Catalog, type CatalogObject, objectName } from "../../../shared/catalog.ts";
import { compareTexts } from "../../../shared/compare-texts.ts";
import type { DriftItem } from "../../../shared/drift.ts";
import { attributeDifferences } from "./attributes.ts";
import { describe, describeAttributes, describeGrants, excerpts } from "./describe.ts";
import { matchRoles, withRoles } from "./roles.ts";
import { isMadeAtRunTime } from "./run-time-partitions.ts";
import { columnsOf, indexSide, keyOf, relationOf, type Side } from "./side.ts";
import { acrossVersions, type Versions } from "./versions.ts";

/**
 * The differences between two catalogues, by schema, object and kind. `missing` is in `from` alone, `extra` in `to` alone.
 * What only looks different is equal: the spelling of expressions, roles that are called otherwise on the other server,
 * what another version of PostgreSQL prints or names differently. Columns of a table that is missing are told with the
 * table. What could not be read on either side is not compared: it is in `unseen` of that catalogue.
 */
export function compareCatalogs(from: Catalog, to: Catalog): DriftItem[] {
  const versions = acrossVersions(from.serverVersion, to.serverVersion);
  const hidden = new Set([...from.unseen, ...to.unseen].flatMap((part) => part.kinds));
  const seen = (objects: CatalogObject[]) =>
    objects.filter((object) => !hidden.has(object.kind)).map((object) => versions.adapt(object));
  const left = indexSide(seen(from.objects));
  const right = indexSide(seen(renamed(from, to)));
  const items = [
    ...[...left.objects.values()].flatMap((object) => differencesOf(object, left, right, versions)),
    ...[...right.objects.values()].flatMap((object) => (has(left, object) ? [] : alone(object, "extra", right, left))),
  ];
  return items.sort(inOrder);
}

/** The objects of `to`, with roles called as they are in `from`. */
function renamed(from: Catalog, to: Catalog): CatalogObject[] {
  const roles = matchRoles(from, to);
  return roles.size === 0 ? to.objects : to.objects.map((object) => withRoles(object, roles));
}

function has(side: Side, object: CatalogObject): boolean {
  return side.objects.has(keyOf(object));
}

function differencesOf(object: CatalogObject, left: Side, right: Side, versions: Versions): DriftItem[] {
  const other = right.objects.get(keyOf(object));
  if (other === undefined) return alone(object, "missing", left, right);
  return [
    ...definitionItems(object, other, versions),
    ...textItems(object, "comment", object.comment, other.comment),
    ...grantItems(object, other),
    ...textItems(object, "owner", object.owner, other.owner),
  ];
}

/** An object that one side has. A column whose table is new or gone says nothing more than the table does. */
function alone(object: CatalogObject, change: "missing" | "extra", here: Side, there: Side): DriftItem[] {
  if (object.kind === "column" && relationOf(object, there) === undefined) return [];
  if (isMadeAtRunTime(object, here)) return [];
  const text = describe(object, columnsOf(object, here));
  return [itemOf(object, object.kind, change === "missing" ? text : null, change === "extra" ? text : null)];
}

function definitionItems(object: CatalogObject, other: CatalogObject, versions: Versions): DriftItem[] {
  const names = attributeDifferences(object, other, versions);
  if (names.length === 0) return [];
  const [from, to] = excerpts(describeAttributes(object, names, other), describeAttributes(other, names, object));
  return [itemOf(object, object.kind, from, to)];
}

function textItems(object: CatalogObject, kind: string, from: string | null, to: string | null): DriftItem[] {
  if (from === to) return [];
  if (from === null || to === null) return [itemOf(object, kind, from, to)];
  const [fromText, toText] = excerpts(from, to);
  return [itemOf(object, kind, fromText, toText)];
}

function grantItems(object: CatalogObject, other: CatalogObject): DriftItem[] {
  const from = describeGrants(object.grants, other.grants);
  const to = describeGrants(other.grants, object.grants);
  return from === to ? [] : [itemOf(object, "grant", from, to)];
}

function itemOf(object: CatalogObject, kind: string, from: string | null, to: string | null): DriftItem {
  const change = to === null ? "missing" : from === null ? "extra" : "different";
  return { kind, schema: object.schema, object: objectName(object), change, from, to };
}

/** By schema (what has none first), object, kind: plain code-point order, so that every machine agrees. */
function inOrder(a: DriftItem, b: DriftItem): number {
  return (
    compareTexts(a.schema ?? "", b.schema ?? "") ||
    compareTexts(a.object, b.object) ||
    compareTexts(a.kind, b.kind) ||
    compareTexts(a.change, b.change)
  );
}
