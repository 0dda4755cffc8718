import type { Pool } from "pg";
import { ROLES, type Role } from "../../shared/auth-config.ts";
import { type Identity, isWithin, reachOf, roleWithin } from "../../shared/identity.ts";
import { environmentOf } from "../store/environment-of.ts";
import type { ApiDeps } from "./deps.ts";
import type { Matched } from "./security-match.ts";

/** `hidden`: it belongs to an environment that the identity may not even look at. */
export type Permission = "granted" | "refused" | "hidden";

/** Where it is found out what belongs to which environment. */
type Places = Pick<ApiDeps, "environmentsOf"> & { pool: Pool };

/**
 * Whether an identity may use a route: by the role that it holds everywhere, or in every environment of what the route is about,
 * or by the scopes and environments of a token. A route without a rule is for admins.
 */
export async function permissionFor(
  places: Places,
  identity: Identity,
  matched: Matched | undefined,
): Promise<Permission> {
  const isScoped = identity.method !== "token" || hasScope(identity, matched);
  if (!isScoped) return "refused";
  const least = matched?.rule.role ?? "admin";
  const reach = reachOf(identity);
  if (reach === undefined && isEnough(identity, identity.role, least)) return "granted";
  if (reach?.length === 0 || matched === undefined) return "refused";
  const { about } = matched.rule;
  if (about === "installation") return "refused";
  if (about === "what-one-may-see") {
    const own = reach ?? [...(identity.roleIn?.keys() ?? [])];
    return own.some((name) => isEnough(identity, roleWithin(identity, name), least)) ? "granted" : "refused";
  }
  const environments = await environmentsOf(places, about, matched.id);
  if (!isSeenBy(identity, environments)) return "hidden";
  return isAllowedIn(identity, environments, least) ? "granted" : "refused";
}

/** Whether an identity may look at what is about these environments; undefined for what is about any. */
export function isSeenBy(identity: Identity, environments: readonly string[] | undefined): boolean {
  const reach = reachOf(identity);
  return environments === undefined ? reach === undefined : environments.every((name) => isWithin(reach, name));
}

/** Whether an identity holds a role in all of these environments; everywhere for what is about any. */
export function isAllowedIn(identity: Identity, environments: readonly string[] | undefined, least: Role): boolean {
  if (!isSeenBy(identity, environments)) return false;
  const roles = environments?.map((name) => roleWithin(identity, name)) ?? [identity.role];
  return roles.every((role) => isEnough(identity, role, least));
}

type OfPlaces = Exclude<Matched["rule"]["about"], "installation" | "what-one-may-see">;

async function environmentsOf(places: Places, about: OfPlaces, id: string): Promise<readonly string[] | undefined> {
  if (about === "environment") return [id];
  if (about === "source" || about === "webhook") return places.environmentsOf(about, id);
  const environment = await environmentOf(places.pool, about, id);
  return environment === undefined ? undefined : [environment];
}

function hasScope({ scopes }: Identity, matched: Matched | undefined): boolean {
  return scopes.includes("admin") || (matched !== undefined && scopes.includes(matched.rule.scope));
}

function isEnough({ method }: Identity, role: Role | undefined, least: Role): boolean {
  if (method === "token") return true;
  return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(least);
}
