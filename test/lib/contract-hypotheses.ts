import { expect } from "vitest";
import type { Hypothesis, Incident } from "../../shared/incident.ts";

/** The rules that hold for every hypothesis of an incident, whatever it is. */
export function expectHypotheses({ hypotheses, groups, checks, title }: Incident): void {
  const ids = hypotheses.flatMap((hypothesis) => [hypothesis.id, ...hypothesis.evidence.map(({ id }) => id)]);
  expect(
    ids.filter((id, i) => ids.indexOf(id) !== i),
    "ids of hypotheses and evidence are unique",
  ).toEqual([]);
  const entries = groups.reduce((sum, { count }) => sum + count, 0);
  for (const hypothesis of hypotheses) {
    const { explains, evidence, role, verdict, family } = hypothesis;
    expect(explains).toMatchObject({ ofGroups: groups.length, ofEntries: entries });
    expect(explains.groups).toBeLessThanOrEqual(explains.ofGroups);
    expect(explains.entries).toBeLessThanOrEqual(explains.ofEntries);
    expect(evidence, `${family} rests on evidence`).not.toEqual([]);
    expectSigned(hypothesis);
    expectSum(hypothesis);
    for (const { ref } of evidence) {
      if (ref.checkId !== undefined) expect(checks.map(({ id }) => id)).toContain(ref.checkId);
    }
    if (verdict === "confirmed") expect(evidence.some(isProof), `${family} is confirmed by proof`).toBe(true);
    if (role === "ruled-out" || role === "latent") {
      expect(
        evidence.some(({ effect }) => effect === "refutes"),
        `${family} is ruled out by evidence`,
      ).toBe(true);
    }
    if (verdict === "refuted")
      expect(title, "no refuted hypothesis stands in the title").not.toContain(hypothesis.title);
    if (family.startsWith("echo.")) expect(role, "an echo is never a cause").not.toBe("root-cause");
  }
}

/** The root cause is one hypothesis, the only one with that role and not refuted; or it is null. */
export function expectRootCause({ rootCause, hypotheses, headline }: Incident): void {
  const roots = hypotheses.filter(({ role }) => role === "root-cause");
  expect(roots).toHaveLength(rootCause === null ? 0 : 1);
  if (rootCause === null) return;
  const [root] = roots;
  expect(rootCause).toEqual({
    hypothesisId: root?.id,
    family: root?.family,
    component: root?.component,
    confidence: root?.confidence,
  });
  expect(["confirmed", "probable", "possible"]).toContain(root?.verdict);
  expect(headline).toContain(root?.title);
}

function isProof({ effect, kind, weight }: Hypothesis["evidence"][number]): boolean {
  return effect === "supports" && (kind === "check" || kind === "comparison" || (kind === "log" && weight >= 4));
}

/** What supports adds, what refutes takes, what is neutral does neither. */
function expectSigned({ evidence, family }: Hypothesis): void {
  for (const { effect, weight, statement } of evidence) {
    const sign = effect === "supports" ? 1 : effect === "refutes" ? -1 : 0;
    expect(Math.sign(weight), `${family}: the sign of “${statement}”`).toBe(sign);
  }
}

/** The printed sum is the sum of the weights shown, and the confidence follows from it. */
function expectSum({ sum, evidence, confidence, role }: Hypothesis): void {
  const printed = /^prior (?<prior>[−+][\d.]+)(?<parts>.*) = (?<total>[−+][\d.]+) log-odds → (?<p>[\d.]+)/.exec(
    sum,
  )?.groups;
  expect(printed, sum).toBeDefined();
  const weights = evidence.map(({ weight }) => weight).filter((weight) => weight !== 0);
  const shown = [...(printed?.parts ?? "").matchAll(/[−+][\d.]+/g)].map(([text]) => numberOf(text));
  expect(shown, "every weight that counts is printed").toEqual(weights.map((weight) => Math.round(weight * 10) / 10));
  const total = numberOf(printed?.prior ?? "") + weights.reduce((a, b) => a + b, 0);
  expect(numberOf(printed?.total ?? "")).toBeCloseTo(total, 1);
  const probability = 1 / (1 + Math.exp(-total));
  expect(Number(printed?.p)).toBeCloseTo(probability, 2);
  if (role === "latent") return;
  const cap = Number(/capped at ([\d.]+)/.exec(sum)?.[1] ?? 0.99);
  expect(confidence, sum).toBeCloseTo(Math.min(probability, cap, 0.99), 2);
}

function numberOf(text: string): number {
  return Number(text.replace("−", "-"));
}
