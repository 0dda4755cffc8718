import type { QuestionContext, Weighing } from "../../shared/cause.ts";
import type { Check, CheckKind, Outcome, Question } from "../../shared/check.ts";
import type { Slots } from "../../shared/group.ts";

/** A slot's value, or words that stand for it where the text did not name it. */
export function slotOr(slots: Slots, name: string, otherwise: string): string {
  const value = slots[name];
  return value === undefined || value === "" ? otherwise : value;
}

/** One question about the incident's own environment. Equal questions have equal ids, so each is asked once. */
export function ask(
  context: QuestionContext,
  kind: CheckKind,
  target: string,
  params: Record<string, string> = {},
): Question {
  return askIn(context.environment, kind, target, params);
}

/** One question about the own environment and, where there is one, the same about the reference. */
export function askBoth(
  context: QuestionContext,
  kind: CheckKind,
  target: string,
  params: Record<string, string> = {},
): Question[] {
  const own = askIn(context.environment, kind, target, params);
  return context.reference === undefined ? [own] : [own, askIn(context.reference, kind, target, params)];
}

function askIn(environment: string, kind: CheckKind, target: string, params: Record<string, string>): Question {
  return { id: `${kind}:${environment}:${target}`, kind, environment, target, params };
}

/** Evidence for a hypothesis. `weight` is log-odds from 0.5 (a hint) to 4 (beyond doubt). */
export function supports(weight: number, statement: string): Weighing {
  return { effect: "supports", weight: Math.abs(weight), statement };
}

/** Evidence against a hypothesis. Its weight is negative: what it takes from the sum. */
export function refutes(weight: number, statement: string): Weighing {
  return { effect: "refutes", weight: -Math.abs(weight), statement };
}

/** Sentences that bear no further clause: those with another sentence or a consequence in them, and long ones. */
const IS_FULL = /[.?!]["”]? [A-Z“"]|;|\bso\b|^.{160}/;

/**
 * What was seen and what follows: `Role app is absent from staging, so its logins cannot succeed.` Where what was seen is a sentence
 * or two of its own, what follows is one too.
 */
export function so(check: Check, consequence: string): string {
  const seen = check.statement.trim().replace(/\.$/, "");
  return IS_FULL.test(seen) ? `${seen}. So ${consequence}.` : `${seen}, so ${consequence}.`;
}

/** For each kind of check, what its two decided outcomes say: log-odds (negative refutes) and the consequence. */
export type OutcomeRules = Partial<
  Record<CheckKind, Partial<Record<Exclude<Outcome, "unknown">, readonly [weight: number, consequence: string]>>>
>;

/**
 * The weighing that the rules give for a check of the incident's own environment; undefined for other kinds, other
 * environments and outcomes that say nothing.
 */
export function weighByOutcome(check: Check, rules: OutcomeRules, environment?: string): Weighing | undefined {
  if (check.outcome === "unknown" || (environment !== undefined && check.environment !== environment)) return undefined;
  const rule = rules[check.kind]?.[check.outcome];
  if (rule === undefined) return undefined;
  const [weight, consequence] = rule;
  const statement = so(check, consequence);
  if (weight === 0) return { effect: "neutral", weight: 0, statement };
  return weight > 0 ? supports(weight, statement) : refutes(weight, statement);
}

/** An SQL string literal. */
export function sqlText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** One word for a POSIX shell, quoted where it holds anything but harmless characters. */
export function shellWord(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}

/** The command that takes traffic away from a bad Cloud Run revision. */
export const TRAFFIC_BACK =
  "gcloud run services update-traffic SERVICE --region REGION --to-revisions LAST_GOOD_REVISION=100";

/** The command that shows what a Cloud Run service is set up with: image, variables, secrets, account, network. */
export const DESCRIBE_SERVICE = "gcloud run services describe SERVICE --region REGION --format yaml";
