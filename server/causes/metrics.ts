import type { Check } from "../../shared/check.ts";
import { isOwn, type Rule, weighing } from "./live.ts";

/** What a metric check says: confirmed where the series shows the fault around the onset. Others' metrics say nothing. */
export function weighMetric(
  check: Check,
  metric: string,
  rules: { confirmed: Rule; refuted: Rule },
  environment: string | undefined,
) {
  if (check.kind !== "metric" || check.target !== metric || check.outcome === "unknown") return undefined;
  return isOwn(check, environment) ? weighing(check, rules[check.outcome]) : undefined;
}
