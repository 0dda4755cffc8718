import type { Catalog, CatalogObject } from "../../../shared/catalog.ts";
import { keyOf } from "./side.ts";

const DEFAULTS = "default privileges";
const OF_ROLE = / of (.*)$/s;

/**
 * Roles of `to` that are another name for a role of `from`: `app_production` → `app_staging`. On one server a name is a
 * role and nothing is matched. Between servers each is matched with the one that most often stands in its place: as
 * owner of the same object or in the same default privileges, where neither owns anything on the other side; or with
 * the same privileges on the same object, where neither exists on the other side.
 */
export function matchRoles(from: Catalog, to: Catalog): Map<string, string> {
  if (isOneServer(from, to)) return new Map();
  const votes = new Map<string, Vote>();
  const [leftOwners, rightOwners] = [ownersOf(from), ownersOf(to)];
  for (const [left, right] of [...pairsOfOwners(from, to), ...pairsOfDefaults(from, to)]) {
    if (!rightOwners.has(left) && !leftOwners.has(right)) addVote(votes, left, right);
  }
  const [leftRoles, rightRoles] = [rolesOf(from), rolesOf(to)];
  for (const [left, right] of pairsOfGrants(from, to)) {
    const isKnown = leftRoles.has(left) && rightRoles.has(right);
    if (isKnown && !rightRoles.has(left) && !leftRoles.has(right)) addVote(votes, left, right);
  }
  return elect(votes);
}

function isOneServer(from: Catalog, to: Catalog): boolean {
  const oids = new Map(to.roles.map(({ name, oid }) => [name, oid]));
  return from.roles.length === to.roles.length && from.roles.every(({ name, oid }) => oids.get(name) === oid);
}

/** Roles that own something, or have default privileges for what they will make. */
function ownersOf(catalog: Catalog): Set<string> {
  const owners = catalog.objects.map((object) => object.owner ?? roleOfDefault(object));
  return new Set(owners.filter((owner) => owner !== undefined));
}

function rolesOf(catalog: Catalog): Set<string> {
  return new Set(catalog.roles.map((role) => role.name));
}

/** `object` with roles called by their name on the other side. */
export function withRoles(object: CatalogObject, roles: Map<string, string>): CatalogObject {
  const rename = (role: string) => roles.get(role) ?? role;
  const owner = object.owner === null ? null : rename(object.owner);
  // A role that is called as the owner is on the other side: what it is granted there, the owner holds anyway.
  const renamedGrants = Object.entries(object.grants)
    .filter(([role]) => role !== owner)
    .map(([role, held]): [string, string] => [rename(role), held]);
  const attributes = { ...object.attributes };
  if (attributes.roles !== undefined) attributes.roles = attributes.roles.split(", ").map(rename).sort().join(", ");
  const isDefault = object.kind === DEFAULTS;
  return {
    ...object,
    name: isDefault ? object.name.replace(OF_ROLE, (_all, role: string) => ` of ${rename(role)}`) : object.name,
    owner,
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

function pairsOfOwners(from: Catalog, to: Catalog): Pair[] {
  return objectPairs(from, to).flatMap(([object, other]): Pair[] =>
    object.owner === null || other.owner === null ? [] : [[object.owner, other.owner]],
  );
}

function pairsOfGrants(from: Catalog, to: Catalog): Pair[] {
  return objectPairs(from, to).flatMap(([object, other]) =>
    Object.entries(object.grants).flatMap(([left, held]) =>
      Object.entries(other.grants)
        .filter(([, alsoHeld]) => held === alsoHeld)
        .map(([right]): Pair => [left, right]),
    ),
  );
}

function objectPairs(from: Catalog, to: Catalog): [CatalogObject, CatalogObject][] {
  const others = new Map(to.objects.map((object) => [keyOf(object), object]));
  return from.objects.flatMap((object): [CatalogObject, CatalogObject][] => {
    const other = others.get(keyOf(object));
    return other === undefined ? [] : [[object, other]];
  });
}

/** Default privileges carry their role in the name, so the same ones under another role have another key. */
function pairsOfDefaults(from: Catalog, to: Catalog): Pair[] {
  const others = to.objects.filter((object) => object.kind === DEFAULTS);
  return from.objects
    .filter((object) => object.kind === DEFAULTS)
    .flatMap((object) =>
      others
        .filter((other) => isSameDefault(object, other))
        .map((other): Pair => [roleOfDefault(object) ?? "", roleOfDefault(other) ?? ""]),
    );
}

function isSameDefault(object: CatalogObject, other: CatalogObject): boolean {
  return object.schema === other.schema && object.name.replace(OF_ROLE, "") === other.name.replace(OF_ROLE, "");
}

function roleOfDefault(object: CatalogObject): string | undefined {
  return object.kind === DEFAULTS ? OF_ROLE.exec(object.name)?.[1] : undefined;
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
