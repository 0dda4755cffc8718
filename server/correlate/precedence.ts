import type { Cause } from "../../shared/cause.ts";
import { FAMILIES, type FamilyId, layerRank } from "../../shared/families.ts";
import type { ErrorGroup } from "../../shared/group.ts";

/**
 * Families that describe how a failure showed itself rather than what failed. Anything more specific that happened in the
 * same request or instance explains them; they are causes only where nothing else is there.
 */
const SHOWS_ITSELF: ReadonlySet<FamilyId> = new Set<FamilyId>([
  "auth.system-user",
  "boot.container-not-listening",
  "capacity.no-instance",
  "capacity.request-timeout",
  "dependency.upstream-error",
  "code.unhandled-exception",
]);

/**
 * Place of a group among possible causes, lower first: known families by layer (boot before config before network …), then
 * families that only show a failure, then unknown errors. Symptoms and echoes have none.
 */
export type Precedence = { tier: 0 | 1 | 2; layer: number };

/** Of each family that may be a cause: it is asked for of each pair of thousands of groups. */
const OF_FAMILIES: ReadonlyMap<FamilyId, Precedence> = new Map(
  FAMILIES.filter((family) => !family.startsWith("echo.")).map((family) => [
    family,
    { tier: SHOWS_ITSELF.has(family) ? 1 : 0, layer: layerRank(family) },
  ]),
);
const OF_UNKNOWN: Precedence = { tier: 2, layer: 0 };

/** Undefined for what is never a cause: echoes, and requests whose entry says nothing but a status. */
export function precedenceOf({ kind, signature: { family } }: ErrorGroup): Precedence | undefined {
  if (family === undefined) return kind === "request" ? undefined : OF_UNKNOWN;
  return OF_FAMILIES.get(family);
}

/** Whether a group is of requests that were turned away (401, 403) in no words of the platform: everyday traffic by itself. */
export function isRefused(group: ErrorGroup): boolean {
  const status = Number(group.signature.slots.status ?? 500);
  return group.kind === "request" && group.signature.family === undefined && status < 500;
}

/** Whether `a` comes strictly before `b`. */
export function isEarlier(a: Precedence, b: Precedence): boolean {
  return a.tier !== b.tier ? a.tier < b.tier : a.layer < b.layer;
}

export type CauseOf = (family: FamilyId) => Cause;

/** Whether the second group's family is known to follow from the first one's. */
export function isEchoOf(by: ErrorGroup, of: ErrorGroup, causeOf: CauseOf): boolean {
  const [cause, echo] = [by.signature.family, of.signature.family];
  return cause !== undefined && echo !== undefined && cause !== echo && causeOf(cause).echoes.includes(echo);
}

/** Lower for the better cause: precedence, then who came first, then id. */
export function compareCauses(a: ErrorGroup, b: ErrorGroup): number {
  const [x, y] = [precedenceOf(a), precedenceOf(b)];
  if (x === undefined || y === undefined) return x === y ? a.firstSeen - b.firstSeen : x === undefined ? 1 : -1;
  return x.tier - y.tier || x.layer - y.layer || a.firstSeen - b.firstSeen || (a.id < b.id ? -1 : 1);
}
