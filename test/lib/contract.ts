import { expect } from "vitest";
import { type Analysis, analysisSchema, type Incident } from "../../shared/incident.ts";
import { expectHypotheses, expectRootCause } from "./contract-hypotheses.ts";

const DAY = 86_400_000;
const MINUTE = 60_000;

/** Fails with a sentence where an analysis breaks a rule that every analysis keeps, whatever was read. */
export function expectContract(analysis: Analysis): void {
  expect(analysisSchema.strict().safeParse(JSON.parse(JSON.stringify(analysis))).error).toBeUndefined();
  const { read, accepted, duplicates, rejected, rejections } = analysis.coverage;
  expect(accepted + duplicates + rejected, "the four counts of coverage add up").toBe(read);
  expect(rejections.length).toBeLessThanOrEqual(rejected);
  expect(rejections.filter(({ reason }) => reason === "")).toEqual([]);
  expect(analysis.window.from <= analysis.window.to, "the window begins before it ends").toBe(true);
  expectUnique(
    "incident",
    analysis.incidents.map(({ id }) => id),
  );
  expectUnique(
    "cause of one service",
    analysis.incidents.flatMap((incident) => {
      const root = incident.hypotheses.find(({ role }) => role === "root-cause");
      return root === undefined
        ? []
        : [`${incident.environment} ${incident.service} ${root.family} ${JSON.stringify(root.slots)}`];
    }),
  );
  for (const incident of analysis.incidents) expectIncident(incident, analysis);
}

function expectIncident(incident: Incident, { window }: Analysis): void {
  expect(incident.title).not.toBe("");
  expect(incident.environment).not.toBe("");
  expect(incident.service).not.toBe("");
  expect(incident.firstSeen <= incident.lastSeen, "the first event comes before the last").toBe(true);
  expectSymptoms(incident, Date.parse(window.to) - Date.parse(window.from));
  expectHypotheses(incident);
  expectRootCause(incident);
  expectWhys(incident);
  expectChecks(incident);
  expectTimeline(incident);
  expectRemediation(incident);
}

function expectSymptoms({ symptoms, groups, impact }: Incident, windowMs: number): void {
  expectUnique(
    "group",
    groups.map(({ id }) => id),
  );
  expect(symptoms.length, "an incident shows itself by something").toBeGreaterThan(0);
  expectUnique(
    "symptom",
    symptoms.map((symptom) =>
      symptom.kind === "request" ? `${symptom.method} ${symptom.route} ${symptom.status}` : symptom.groupId,
    ),
  );
  for (const symptom of symptoms) {
    const group = groups.find(({ id }) => id === symptom.groupId);
    expect(group, `the group ${symptom.groupId} of a symptom is in the incident`).toBeDefined();
    const isAlone = symptom.kind !== "request" || symptom.count === group?.count;
    expect(symptom.count, "a symptom counts its group, or all that answered the same").toBeGreaterThanOrEqual(
      group?.count ?? 0,
    );
    if (isAlone) expect(symptom.cadence).toEqual(group?.cadence);
    expect(symptom.perDay, "perDay is the count scaled to 24 h of the window").toBe(
      Math.round((symptom.count * DAY) / Math.max(windowMs, MINUTE)),
    );
    if (symptom.kind === "request") {
      expect(symptom.route).not.toMatch(/\?/);
      expect(symptom.method).not.toBeNull();
      expect(symptom.route).not.toBeNull();
    }
  }
  const requests = symptoms.filter(({ kind }) => kind === "request");
  expect(requests.length === 0 || requests.length === symptoms.length, "failed requests come before other symptoms");
  const all = requests.reduce((sum, { count }) => sum + count, 0);
  expect(impact.failedRequests, "what passes through several services is one request").toBeLessThanOrEqual(all);
  const isOfSeveral = impact.statement.includes("passed through several services");
  if (!isOfSeveral) expect(impact.failedRequests).toBe(all);
  expect(impact.statement).not.toBe("");
}

function expectWhys({ fiveWhys, hypotheses }: Incident): void {
  const evidence = new Set(hypotheses.flatMap((hypothesis) => hypothesis.evidence.map(({ id }) => id)));
  expectUnique(
    "why",
    fiveWhys.map(({ id }) => id),
  );
  expectUnique(
    "answer",
    fiveWhys.map(({ answer }) => answer),
  );
  expect(fiveWhys.length, "every incident asks why").toBeGreaterThan(0);
  const levels = new Map<string, number>();
  for (const why of fiveWhys) {
    expect(why.question).not.toBe("");
    expect(why.answer).not.toBe("");
    if (why.status === "answered") expect(why.evidenceIds, `“${why.question}” cites evidence`).not.toEqual([]);
    expect(why.evidenceIds.filter((id) => !evidence.has(id))).toEqual([]);
    const isFirst = why.parentId === undefined;
    expect(why.level, `levels of the branch ${why.branch} follow each other`).toBe(
      isFirst ? 1 : (levels.get(why.parentId ?? "") ?? Number.NaN) + 1,
    );
    levels.set(why.id, why.level);
  }
}

function expectChecks({ checks }: Incident): void {
  expectUnique(
    "check",
    checks.map(({ id }) => id),
  );
  for (const check of checks) {
    expect(check.statement).not.toBe("");
    if (check.outcome === "unknown") expect(check.reason, `check ${check.id} says why it is unknown`).not.toBe("");
  }
}

function expectTimeline({ timeline, hypotheses }: Incident): void {
  const evidence = new Set(hypotheses.flatMap((hypothesis) => hypothesis.evidence.map(({ id }) => id)));
  const times = timeline.map(({ at }) => at);
  expect(times).toEqual([...times].sort());
  expect(timeline.filter(({ evidenceId }) => evidenceId !== null && !evidence.has(evidenceId))).toEqual([]);
  expect(timeline.filter(({ kind }) => kind === "first-error")).toHaveLength(1);
}

function expectRemediation({ remediation, status, rootCause }: Incident): void {
  const { steps, successCriteria, phase } = remediation;
  expectUnique(
    "step",
    steps.map(({ id }) => id),
  );
  expectUnique(
    "criterion",
    successCriteria.map(({ id }) => id),
  );
  expect(new Set(steps.map(({ kind }) => kind))).toEqual(new Set(["mitigate", "fix", "validate", "prevent"]));
  expect(successCriteria.filter(({ reason }) => reason === "")).toEqual([]);
  const recurrences = successCriteria.filter(({ kind }) => kind === "recurrence");
  expect(recurrences, "an incident has one criterion of recurrence").toHaveLength(1);
  expect(status === "resolved", "an incident is resolved when its failure is seen not to recur").toBe(
    recurrences[0]?.state === "met",
  );
  if (phase === "fix") expect(rootCause).not.toBeNull();
}

function expectUnique(what: string, items: readonly string[]): void {
  const twice = items.filter((item, i) => items.indexOf(item) !== i);
  expect(twice, `no ${what} is there twice`).toEqual([]);
}
