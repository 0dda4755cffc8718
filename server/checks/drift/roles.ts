import type { Catalog, CatalogObject } from "../../../shared/catalog.ts";
import { keyOf } from "./side.ts";

const DEFAULTS = "default privileges";
const OF_ROLE = / of (.*)$/s;

/**
 * Roles of `to` that are another name for a role of `from`: `app_production` → `app_staging`. A name that both servers
 * know means the same role, so only names that one server knows are matched, each with the one that most often stands
 * in its place: as owner of the same object, with the same privileges on it, or in the same default privileges.
 */
export function matchRoles(from: Catalog, to: Catalog): Map<string, string> {
  const known = { from: new Set(from.roles), to: new Set(to.roles) };
  const isOnlyLeft = (role: string) => known.from.has(role) && !known.to.has(role);
  const isOnlyRight = (role: string) => known.to.has(role) && !known.from.has(role);
  const votes = new Map<string, Vote>();
  for (const [left, right] of [...pairsOfObjects(from, to), ...pairsOfDefaults(from, to)]) {
    if (isOnlyLeft(left) && isOnlyRight(right)) addVote(votes, left, right);
  }
  return elect(votes);
}

/** `object` with roles called by their name on the other side. */
export function withRoles(object: CatalogObject, roles: Map<string, string>): CatalogObject {
  const rename = (role: string) => roles.get(role) ?? role;
  const renamedGrants = Object.entries(object.grants).map(([role, held]): [string, string] => [rename(role), held]);
  const attributes = { ...object.attributes };
  if (attributes.roles !== undefined) attributes.roles = attributes.roles.split(", ").map(rename).sort().join(", ");
  const isDefault = object.kind === DEFAULTS;
  return {
    ...object,
    name: isDefault ? object.name.replace(OF_ROLE, (_all, role: string) => ` of ${rename(role)}`) : object.name,
    owner: object.owner === null ? null : rename(object.owner),
    grants: Object.fromEntries(renamedGrants),
    attributes: isDefault ? withRoleList(attributes, rename) : attributes,
  };
}

type Vote = { left: string; right: string; count: number };

function addVote(votes: Map<string, Vote>, left: string, right: string): void {
  const key = `${left}\0${right}`;
  const vote = votes.get(key) ?? { left, right, count: 0 };
  vote.count++;
  votes.set(key, vote);
}

type Pair = [left: string, right: string];

function pairsOfObjects(from: Catalog, to: Catalog): Pair[] {
  const others = new Map(to.objects.map((object) => [keyOf(object), object]));
  return from.objects.flatMap((object) => {
    const other = others.get(keyOf(object));
    return other === undefined ? [] : pairsOf(object, other);
  });
}

function pairsOf(object: CatalogObject, other: CatalogObject): Pair[] {
  const pairs: Pair[] = [];
  if (object.owner !== null && other.owner !== null) pairs.push([object.owner, other.owner]);
  for (const [left, held] of Object.entries(object.grants)) {
    for (const [right, alsoHeld] of Object.entries(other.grants)) if (held === alsoHeld) pairs.push([left, right]);
  }
  return pairs;
}

/** Default privileges carry their role in the name, so the same ones under another role have another key. */
function pairsOfDefaults(from: Catalog, to: Catalog): Pair[] {
  const others = to.objects.filter((object) => object.kind === DEFAULTS);
  return from.objects
    .filter((object) => object.kind === DEFAULTS)
    .flatMap((object) => others.filter((other) => isSameDefault(object, other)).map((other) => rolesOf(object, other)));
}

function isSameDefault(object: CatalogObject, other: CatalogObject): boolean {
  return object.schema === other.schema && object.name.replace(OF_ROLE, "") === other.name.replace(OF_ROLE, "");
}

function rolesOf(object: CatalogObject, other: CatalogObject): Pair {
  return [OF_ROLE.exec(object.name)?.[1] ?? "", OF_ROLE.exec(other.name)?.[1] ?? ""];
}

/** The pairs with most votes first; a role is matched once. */
function elect(votes: Map<string, Vote>): Map<string, string> {
  const lefts = new Set<string>();
  const chosen = new Map<string, string>();
  const ranked = [...votes.values()].sort(
    (a, b) => b.count - a.count || (`${a.left}\0${a.right}` < `${b.left}\0${b.right}` ? -1 : 1),
  );
  for (const { left, right } of ranked) {
    if (lefts.has(left) || chosen.has(right)) continue;
    lefts.add(left);
    chosen.set(right, left);
  }
  return chosen;
}

/** `app: SELECT; reader: SELECT` with its roles renamed. */
function withRoleList(attributes: Record<string, string>, rename: (role: string) => string): Record<string, string> {
  const list = attributes["for later objects"];
  if (list === undefined) return attributes;
  const renamed = list.split("; ").map((part) => part.replace(/^[^:]+(?=: )/, rename));
  return { ...attributes, "for later objects": renamed.sort().join("; ") };
}
