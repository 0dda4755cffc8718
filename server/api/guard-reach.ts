import type { Pool } from "pg";
import { ROLES } from "../../shared/auth-config.ts";
import { type Identity, isWithin, reachOf, roleWithin } from "../../shared/identity.ts";
import { environmentOf } from "../store/environment-of.ts";
import type { Matched } from "./security-match.ts";

/** `hidden`: it belongs to an environment that the identity may not even look at. */
export type Permission = "granted" | "refused" | "hidden";

/**
 * Whether an identity may use a route: by the role that it holds everywhere, or in the environment of what the route is about,
 * or by the scopes and environments of a token. A route without a rule is for admins.
 */
export async function permissionFor(pool: Pool, identity: Identity, matched: Matched | undefined): Promise<Permission> {
  const isScoped = identity.method !== "token" || hasScope(identity, matched);
  if (!isScoped) return "refused";
  const reach = reachOf(identity);
  if (reach === undefined)
    return isEnough(identity, identity.role, matched) ? "granted" : inOne(pool, identity, matched);
  if (reach.length === 0 || matched === undefined) return "refused";
  const { about } = matched.rule;
  if (about === "installation") return "refused";
  if (about === "what-one-may-see") {
    return reach.some((name) => isEnough(identity, roleWithin(identity, name), matched)) ? "granted" : "refused";
  }
  return inOne(pool, identity, matched);
}

/** What one environment is about: the role there decides. */
async function inOne(pool: Pool, identity: Identity, matched: Matched | undefined): Promise<Permission> {
  if (matched === undefined) return "refused";
  const { about } = matched.rule;
  if (about === "installation" || about === "what-one-may-see") return "refused";
  const environment = about === "environment" ? matched.id : await environmentOf(pool, about, matched.id);
  const isSeen = environment === undefined ? reachOf(identity) === undefined : isWithin(reachOf(identity), environment);
  if (!isSeen) return "hidden";
  const role = environment === undefined ? identity.role : roleWithin(identity, environment);
  return isEnough(identity, role, matched) ? "granted" : "refused";
}

function hasScope({ scopes }: Identity, matched: Matched | undefined): boolean {
  return scopes.includes("admin") || (matched !== undefined && scopes.includes(matched.rule.scope));
}

function isEnough({ method }: Identity, role: Identity["role"], matched: Matched | undefined): boolean {
  if (method === "token") return true;
  return role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(matched?.rule.role ?? "admin");
}
