import type { Check } from "../../shared/check.ts";
import type { Incident } from "../../shared/incident.ts";
import type { WebhookEvent } from "../../shared/webhook.ts";
import type { Cutter } from "./cut.ts";
import { type ChangedIncident, referenceOf } from "./incident-data.ts";

export type ChangedCheck = { check: Check; from: Check["outcome"] };

type CheckData = Extract<WebhookEvent, { type: "check.changed" }>["data"];

const LIMITS = { checks: 20, id: 200, statement: 400 };

/** The checks that gave another outcome than before; one that is new has changed nothing. */
export function changedChecks(before: Incident, after: Incident): ChangedCheck[] {
  const held = new Map(before.checks.map(({ id, outcome }) => [id, outcome]));
  return after.checks.flatMap((check) => {
    const from = held.get(check.id);
    return from === undefined || from === check.outcome ? [] : [{ check, from }];
  });
}

export function checkData(change: ChangedIncident, checks: readonly ChangedCheck[], cut: Cutter): CheckData {
  const data = {
    incident: referenceOf(change, cut),
    checks: cut.list("checks", checks, LIMITS.checks).map(({ check, from }) => ({
      id: cut.text("checks.id", check.id, LIMITS.id),
      kind: check.kind,
      environment: cut.text("checks.environment", check.environment, LIMITS.id),
      target: cut.text("checks.target", check.target, LIMITS.id),
      from,
      to: check.outcome,
      statement: cut.text("checks.statement", check.statement, LIMITS.statement),
      reason: cut.text("checks.reason", check.reason, LIMITS.statement),
      at: cut.text("checks.at", check.at, LIMITS.id),
    })),
  };
  return { ...data, cut: cut.notes() };
}
