import { describe, expect, test } from "vitest";
import type { Case } from "../../server/correlate/correlate.ts";
import { ownersOf } from "../../server/correlate/owners.ts";
import { regroup } from "../../server/correlate/regroup.ts";
import type { ErrorGroup } from "../../shared/group.ts";
import type { Regrouping } from "../../shared/incident-decisions.ts";
import { errorGroup } from "../lib/error-group.ts";

const A = "incident-a";
const B = "incident-b";
const C = "incident-c";
const D = "incident-d";

const group = (id: string, count = 1): ErrorGroup => ({ ...errorGroup(), id, title: id, count });

/** A case of a cause with its symptom, which it explains. */
function caseOf(cause: string, symptom: string, more: Case["members"] = []): Case {
  const lead = group(cause);
  return {
    environment: lead.environment,
    service: lead.service,
    lead,
    members: [
      { group: lead, role: "cause", because: "it led" },
      { group: group(symptom), role: "symptom", because: "explained", explainedBy: cause },
      ...more,
    ],
    detections: [{ groupId: symptom, kind: "steady-failure", at: 1, statement: "it goes on" }],
  };
}

const merge = (from: string, into: string, moved: string[], kept: string[]): Regrouping => ({
  ...{ kind: "merge", from, into, moved, kept },
});
const split = (from: string, into: string, moved: string[], kept: string[]): Regrouping => ({
  ...{ kind: "split", from, into, moved, kept },
});
const nothing = () => [];

/** Which groups each decided incident has, its lead first; undecided cases under the id of their lead. */
function shapeOf(cases: ReturnType<typeof regroup>): Record<string, string[]> {
  return Object.fromEntries(
    cases.map(({ incidentId, lead, members }) => [
      incidentId ?? `case ${lead.id}`,
      [lead.id, ...members.map((member) => member.group.id).filter((id) => id !== lead.id)].map((id) => id),
    ]),
  );
}

describe("what people decided about groups", () => {
  test("without a decision the cases are as they were found", () => {
    const cases = [caseOf("a", "a1"), caseOf("b", "b1")];
    expect(regroup(cases, ownersOf([], nothing))).toStrictEqual(cases);
  });

  test("a merge makes one case of two, led by the one that was merged into", () => {
    const owners = ownersOf([merge(B, A, ["b", "b1"], ["a", "a1"])], nothing);
    const [merged, ...others] = regroup([caseOf("b", "b1"), caseOf("a", "a1"), caseOf("x", "x1")], owners);
    expect(shapeOf([merged, ...others].flatMap((one) => one ?? []))).toEqual({
      [A]: ["a", "b", "b1", "a1"],
      "case x": ["x", "x1"],
    });
    const b = merged?.members.find((member) => member.group.id === "b");
    expect(b).toMatchObject({ role: "cause", because: "A person put it into this incident." });
    expect(merged?.detections.map(({ groupId }) => groupId)).toEqual(["b1", "a1"]);
  });

  test("groups that came later go with what they are found together with", () => {
    const owners = ownersOf([merge(B, A, ["b", "b1"], ["a", "a1"])], nothing);
    const later = caseOf("b", "b2");
    expect(shapeOf(regroup([later], owners))).toEqual({ [A]: ["b", "b2"] });
    const newCause = caseOf("n", "b1");
    expect(shapeOf(regroup([newCause], owners)), "its symptom is known").toEqual({ [A]: ["n", "b1"] });
  });

  test("what the incident holds by now stays with it, though nobody decided about it", () => {
    const owners = ownersOf([merge(B, A, ["b"], ["a"])], (id) => (id === A ? ["new"] : []));
    expect(shapeOf(regroup([caseOf("new", "new1"), caseOf("b", "b1")], owners))).toEqual({
      [A]: ["new", "new1", "b", "b1"],
    });
  });

  test("a split makes two cases of one; symptoms go with their cause", () => {
    const whole = caseOf("a", "a1", [
      { group: group("b"), role: "cause", because: "it began together" },
      { group: group("b1"), role: "symptom", because: "explained", explainedBy: "b" },
    ]);
    const owners = ownersOf([split(A, C, ["b"], ["a", "a1"])], nothing);
    const cases = regroup([whole], owners);
    expect(shapeOf(cases)).toEqual({ [A]: ["a", "a1"], [C]: ["b", "b1"] });
    expect(cases.find(({ incidentId }) => incidentId === C)?.members[0]).toEqual({
      group: group("b"),
      role: "cause",
      because: "It leads what a person split off.",
    });
  });

  test("an echo that is split off leads its own incident, and what it went with is forgotten", () => {
    const whole = caseOf("a", "a1", [{ group: group("e"), role: "echo", because: "of a", explainedBy: "a" }]);
    const cases = regroup([whole], ownersOf([split(A, C, ["e"], ["a", "a1"])], nothing));
    expect(cases.find(({ incidentId }) => incidentId === C)?.members).toEqual([
      { group: group("e"), role: "cause", because: "It leads what a person split off." },
    ]);
  });

  test("the lead may be split off: of what is left the best leads, under the old incident's id", () => {
    const whole = caseOf("a", "a1", [{ group: group("b", 9), role: "cause", because: "it began together" }]);
    const owners = ownersOf([split(A, C, ["a", "a1"], ["b"])], nothing);
    expect(shapeOf(regroup([whole], owners))).toEqual({ [A]: ["b"], [C]: ["a", "a1"] });
  });

  test("the latest word about a group counts, and a merge takes what was merged before with it", () => {
    const decisions = [merge(B, A, ["b"], ["a"]), merge(A, C, ["a"], ["c"])];
    const cases = [caseOf("a", "a1"), caseOf("b", "b1"), caseOf("c", "c1")];
    expect(shapeOf(regroup(cases, ownersOf(decisions, nothing)))).toEqual({ [C]: ["c", "a", "a1", "b", "b1", "c1"] });
    const again = [...decisions, split(C, D, ["b"], ["a", "c"])];
    expect(shapeOf(regroup(cases, ownersOf(again, nothing)))).toEqual({
      [C]: ["c", "a", "a1", "c1"],
      [D]: ["b", "b1"],
    });
  });

  test("requests that two causes have in common stay divided, each part with its cause", () => {
    const a = caseOf("a", "shared");
    const b = caseOf("b", "shared");
    const x = caseOf("x", "x1");
    const owners = ownersOf([merge("incident-x", A, ["x", "x1"], ["a", "shared"])], nothing);
    expect(shapeOf(regroup([a, b, x], owners))).toEqual({ [A]: ["a", "shared", "x", "x1"], "case b": ["b", "shared"] });
  });

  test("parts of one group become one again where their cases are merged", () => {
    const owners = ownersOf([merge(B, A, ["b", "shared"], ["a", "shared"])], nothing);
    const [merged] = regroup([caseOf("a", "shared"), caseOf("b", "shared")], owners);
    const shared = merged?.members.filter((member) => member.group.id === "shared") ?? [];
    expect(shared.map((member) => member.group.count)).toEqual([2]);
  });
});
