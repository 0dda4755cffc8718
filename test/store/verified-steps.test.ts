import { expect, test } from "vitest";
import { applyEdits, NO_EDITS } from "../../server/store/apply-edits.ts";
import type { RemediationStep, SuccessCriterion } from "../../shared/incident.ts";
import { incidentOf } from "./incident-builder.ts";

const step = (id: string, kind: RemediationStep["kind"]): RemediationStep => ({
  ...{ id, title: id, detail: "", kind, status: "todo", owner: null },
});
const criterion = (kind: SuccessCriterion["kind"], state: SuccessCriterion["state"]): SuccessCriterion => ({
  ...{ id: kind, kind, title: kind, state, reason: "seen" },
});

/** How four steps read that a person called this, by these criteria. */
function read(to: string, ...successCriteria: SuccessCriterion[]): string[] {
  const steps = [step("m", "mitigate"), step("f", "fix"), step("v", "validate"), step("p", "prevent")];
  const derived = incidentOf({ remediation: { phase: "fix", steps, successCriteria } });
  const edits = steps.map(({ id }) => ({ stepId: id, field: "status" as const, to }));
  return applyEdits(derived, { ...NO_EDITS, steps: edits }).remediation.steps.map(({ status }) => status);
}

test("a fix that a person did is verified once every criterion that is looked at is met; prevention is never seen", () => {
  expect(
    read("done", criterion("recurrence", "met"), criterion("endpoint", "met"), criterion("manual", "unverified")),
  ).toEqual(["verified", "verified", "verified", "done"]);
});

test("a mitigation is verified by the end of the failures, while a fix waits for the rest", () => {
  expect(read("done", criterion("recurrence", "met"), criterion("schema", "unmet"))).toEqual([
    "verified",
    "done",
    "done",
    "done",
  ]);
});

test("nothing is verified without exposure, by manual criteria alone, or where a person did not do it or says that it failed", () => {
  expect(read("done", criterion("recurrence", "unverified"))).toEqual(["done", "done", "done", "done"]);
  expect(read("done", criterion("manual", "met"))).toEqual(["done", "done", "done", "done"]);
  expect(read("todo", criterion("recurrence", "met"))).toEqual(["todo", "todo", "todo", "todo"]);
  expect(read("failed", criterion("recurrence", "met"))).toEqual(["failed", "failed", "failed", "failed"]);
});
