import type { Config } from "../../shared/config.ts";
import type { Incident } from "../../shared/incident.ts";
import { plural } from "../../shared/words.ts";
import type { Reach } from "./impact.ts";

const MANY_REQUESTS = 100;
const MANY_CALLERS = 10;
const MOST = 0.5;

/**
 * How urgent it is: production before the rest, people before programs that call by themselves, failing requests before
 * noisy logs. A failing synthetic checker alone is never critical.
 */
export function severityOf(
  environment: string,
  config: Config,
  reach: Reach,
  isBoot: boolean,
): { severity: Incident["severity"]; severityReason: string } {
  const isProduction = isProductionLike(environment, config);
  const people = Math.round(reach.failedRequests * (1 - reach.automatedShare));
  const place = isProduction ? "production" : `${environment} is not production`;
  if (reach.failedRequests === 0) {
    if (isBoot) return say(isProduction ? "high" : "medium", `instances do not start (${place})`);
    return say(isProduction ? "medium" : "low", `errors in the logs, no failed request known (${place})`);
  }
  const isMost = (reach.failedShare ?? 0) >= MOST;
  if (people === 0) {
    const what = `all failed requests came from programs that call by themselves (${place})`;
    const isDown = isMost || isBoot;
    return isProduction ? say(isDown ? "high" : "medium", what) : say(isDown ? "medium" : "low", what);
  }
  const isMuch = people >= MANY_REQUESTS || reach.distinctCallers >= MANY_CALLERS;
  const what = `${plural(people, "request")} of people or unknown callers failed (${place})`;
  if (isProduction) return say(isMost && isMuch ? "critical" : "high", what);
  return say(isMost && isMuch ? "high" : "medium", what);
}

/** Production by its name, or because the others are compared with it. */
function isProductionLike(environment: string, config: Config): boolean {
  const isReference = config.environments.some((candidate) => candidate.name === environment && candidate.reference);
  return isReference || /^(prod|production|live)\b|[-_](prod|production|live)$/i.test(environment);
}

function say(
  severity: Incident["severity"],
  reason: string,
): { severity: Incident["severity"]; severityReason: string } {
  return { severity, severityReason: reason };
}
