import type { ErrorGroup, RouteTraffic } from "../../shared/group.ts";
import { MINUTE } from "../../shared/time.ts";
import type { Case } from "./correlate.ts";
import { isRefused } from "./precedence.ts";

/** From this share of their routes' requests on, refusals are no longer the fault of single clients. */
const MOST = 0.5;
/** So few may be chance: tokens expire every day; one that nobody signed is rarer. */
const FEW_TOKENS = 20;
const FEW_BAD_TOKENS = 10;

/**
 * Whether a case is everyday traffic: tokens of single clients that have expired or never were any, turned away with 401 or 403
 * while the same routes serve others.
 */
export function isEveryday({ lead, members }: Case, traffic: readonly RouteTraffic[]): boolean {
  if (lead.signature.family?.startsWith("auth.token-") !== true) return false;
  const requests = members.map((member) => member.group).filter((group) => group.kind === "request");
  if (!requests.every(isRefused)) return false;
  const isOwnFault = lead.signature.family !== "auth.token-expired" && requests.length > 0;
  if (lead.count < (isOwnFault ? FEW_BAD_TOKENS : FEW_TOKENS)) return true;
  const refused = requests.reduce((sum, group) => sum + group.count, 0);
  const all = requests.reduce((sum, group) => sum + servedBeside(group, traffic), 0);
  return refused < MOST * all;
}

/** All requests of a group's route while the group lasted, those of the group among them. */
function servedBeside(group: ErrorGroup, traffic: readonly RouteTraffic[]): number {
  const { method, route, origin = "edge" } = group.signature.slots;
  const [first, last] = [group.firstSeen - MINUTE, group.lastSeen + MINUTE];
  return traffic
    .filter((one) => one.environment === group.environment && one.service === group.service)
    .filter((one) => one.method === method && one.route === route && one.origin === origin)
    .flatMap((one) => one.perMinute)
    .filter(([minute]) => minute * MINUTE >= first && minute * MINUTE <= last)
    .reduce((sum, [, ok, failed]) => sum + ok + failed, 0);
}
