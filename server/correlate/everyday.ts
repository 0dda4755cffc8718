import type { RouteTraffic } from "../../shared/group.ts";
import { MINUTE } from "../../shared/time.ts";
import { isClientsMistake } from "./clients-mistakes.ts";
import type { Case } from "./correlate.ts";
import { isRefused } from "./precedence.ts";
import { isStartingUp } from "./starting-up.ts";
import { requestsBeside } from "./traffic-beside.ts";

/** From this share of their routes' requests on, refusals are no longer the fault of single clients. */
const MOST = 0.5;
/** So few may be chance: tokens expire every day; one that nobody signed is rarer. */
const FEW_TOKENS = 20;
const FEW_BAD_TOKENS = 10;

/** Whether a case is everyday traffic, which opens no incident: refused clients, wrong input, instances that are coming up. */
export function isEveryday(found: Case, traffic: readonly RouteTraffic[]): boolean {
  return areTokensOfClients(found, traffic) || isClientsMistake(found, traffic) || isStartingUp(found, traffic);
}

/** Tokens of single clients that have expired or never were any, turned away with 401 or 403 while the same routes serve others. */
function areTokensOfClients({ lead, members }: Case, traffic: readonly RouteTraffic[]): boolean {
  if (lead.signature.family?.startsWith("auth.token-") !== true) return false;
  const requests = members.map((member) => member.group).filter((group) => group.kind === "request");
  if (!requests.every(isRefused)) return false;
  const isOwnFault = lead.signature.family !== "auth.token-expired" && requests.length > 0;
  if (lead.count < (isOwnFault ? FEW_BAD_TOKENS : FEW_TOKENS)) return true;
  const refused = requests.reduce((sum, group) => sum + group.count, 0);
  const all = requests.reduce((sum, group) => {
    const { method, route, origin = "edge" } = group.signature.slots;
    const own = traffic.filter((one) => one.method === method && one.route === route && one.origin === origin);
    const { ok, failed } = requestsBeside(group, own, MINUTE);
    return sum + ok + failed;
  }, 0);
  return refused < MOST * all;
}
