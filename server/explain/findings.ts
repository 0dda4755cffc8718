import type { Cause, Weighing } from "../../shared/cause.ts";
import type { Check } from "../../shared/check.ts";
import { type ErrorGroup, identityOf } from "../../shared/group.ts";
import { MINUTE } from "../../shared/time.ts";
import { excerpt, list, plural } from "../../shared/words.ts";
import { accountedFor, firstOtherCauses, otherCausesThan } from "./accounted-for.ts";
import { compareWithReference } from "./compare-environments.ts";
import type { ExplainInput, FailureCase } from "./context.ts";
import { type Finding, logFinding } from "./evidence.ts";
import { changeFinding, findIntroduction } from "./find-change.ts";
import type { Candidate } from "./hypotheses.ts";

const USUAL_SIGN_WEIGHT = 2;
/** The same text read as its second meaning says less. */
const ALTERNATIVE_SHARE = 0.4;
/** Mistakes that begin together have one cause more often than several; it leaves the rest possible. */
const COMMON = 1.5;
const APART = -0.9;
const MOST_NAMES = 3;

/** Everything that speaks for or against a candidate, in the order in which a person would tell it. */
export function findingsFor(candidate: Candidate, input: ExplainInput): Finding[] {
  const own = candidate.basis === "later" ? [explainedAway(candidate, input)] : [explaining(candidate, input)];
  return [
    text(candidate),
    ...own.flat(),
    ...changes(candidate, input),
    ...comparison(candidate, input),
    ...checks(candidate, input),
  ];
}

/** What the entries say, word for word. */
function text({ group, basis, family }: Candidate): Finding {
  const sign =
    family.startsWith("echo.") || group.signature.family === undefined
      ? 0
      : (group.signature.weight ?? USUAL_SIGN_WEIGHT);
  const weight = basis === "alternative" || basis === "common" ? Math.round(sign * ALTERNATIVE_SHARE * 10) / 10 : sign;
  const message = excerpt(wordsOf(group));
  const meaning = weight !== sign && sign > 0 ? ", a text that is also written for this" : "";
  const says = group.count === 1 ? "says" : "say";
  const where = group.instances.length > 1 ? ` from ${plural(group.instances.length, "instance")}` : "";
  return logFinding(
    group,
    weight > 0 ? "supports" : "neutral",
    weight,
    `${plural(group.count, "entry", "entries")}${where} ${says} “${message}”${meaning}.`,
  );
}

/** What names the mistake: the message, and what stands below it where no exception does. */
function wordsOf({ samples, signature }: ErrorGroup): string {
  const sample = samples[0];
  if (sample === undefined) return signature.template;
  const isFuller =
    signature.family !== undefined && sample.exceptions.length === 0 && sample.text.startsWith(sample.message);
  return isFuller ? sample.text : sample.message;
}

/** How much of the case goes together with it, and which other mistakes do not follow from it. */
function explaining(candidate: Candidate, { failure }: ExplainInput): Finding[] {
  const { group, basis } = candidate;
  const separate = firstOtherCauses(group, failure, MOST_NAMES);
  const names = namesOf(separate.first, separate.count);
  if (basis === "common") {
    return [logFinding(group, "supports", COMMON, `It would also explain what began at the same time: ${names}.`)];
  }
  const apart =
    separate.count === 0
      ? []
      : [logFinding(group, "refutes", APART, `It does not explain what began at the same time: ${names}.`)];
  return [...goingTogether(candidate, failure), ...apart];
}

function goingTogether({ group, basis }: Candidate, failure: FailureCase): Finding[] {
  const others = accountedFor(failure, group).filter((member) => member.group.id !== group.id);
  if (others.length === 0) return [];
  const entries = others.reduce((sum, member) => sum + member.group.count, 0);
  const first = others.slice(0, MOST_NAMES).map((member) => member.group);
  const names = namesOf(first, others.length);
  const weight = basis === "named" ? 1 : 0;
  const go = others.length === 1 ? "goes" : "go";
  return [
    logFinding(
      group,
      weight > 0 ? "supports" : "neutral",
      weight,
      `${plural(others.length, "other group")} with ${plural(entries, "entry", "entries")} ${go} together with it: ${names}.`,
    ),
  ];
}

/** The first few by name, the others by their number. */
function namesOf(first: readonly ErrorGroup[], count: number): string {
  const names = first.map(({ title }) => `“${excerpt(title, 80)}”`);
  const more = count - names.length;
  return list(more === 0 ? names : [...names, `${more} more`]);
}

/** Why something that was logged is not the cause: an earlier failure of the same requests or instances explains it. */
function explainedAway({ group }: Candidate, { failure, context }: ExplainInput): Finding[] {
  const because = failure.members.find((member) => member.group.id === group.id)?.because ?? "";
  const { signature, firstSeen } = failure.lead;
  if (signature.family === undefined) return [logFinding(group, "refutes", -4, because)];
  const cause = `“${context.causeOf(signature.family).headline(signature.slots)}”`;
  const reason = `${because.includes(cause) ? "That" : cause} ${firstSeen <= group.firstSeen ? "came first" : "explains it, though it was logged later"}.`;
  return [logFinding(group, "refutes", -4, because === "" ? reason : `${because} ${reason}`)];
}

function changes({ group, basis, family }: Candidate, { context }: ExplainInput): Finding[] {
  if (basis === "later") return [];
  const introduced = findIntroduction(group, context);
  if (introduced === undefined) return [];
  const comesWithCode = /^(boot|config|schema|code)\./.test(family);
  return [
    changeFinding(introduced, basis === "alternative" ? 0 : comesWithCode && introduced.isWholeRevision ? 1 : 0.3),
  ];
}

function comparison({ group, basis }: Candidate, { failure, context }: ExplainInput): Finding[] {
  if (basis !== "named") return [];
  const found = compareWithReference(failure, group, context);
  return found === undefined ? [] : [found];
}

/** What the live system says about it. */
function checks(candidate: Candidate, { checks: all, failure, context }: ExplainInput): Finding[] {
  const cause = context.causeOf(candidate.family);
  return all.flatMap((check) => {
    const weighing = check.outcome === "unknown" ? undefined : weighAny(cause, check, candidate, failure);
    if (weighing === undefined) return [];
    const ref = { checkId: check.id, how: check.how };
    const isOneSided = weighing.effect === "supports" && isOtherUnseen(check, all, failure);
    if (isOneSided) return [{ kind: "check" as const, ...weighing, ...NEUTRAL, at: check.at, ref }];
    // A look that shows another fault still tells of the time before; one that shows none may show what was mended.
    const isTooLate =
      weighing.effect === "refutes" &&
      check.outcome === "refuted" &&
      candidate.basis === "named" &&
      isAfter(failure, check);
    const said = isTooLate ? { ...weighing, ...NEUTRAL, statement: `${weighing.statement} ${TOO_LATE}` } : weighing;
    return [{ kind: "check" as const, ...said, at: check.at, ref }];
  });
}

const NEUTRAL = { effect: "neutral", weight: 0 } as const;
const TOO_LATE =
  "That was seen after the failure had ended, and takes nothing from what the entries say of the time before.";
/** A failure that stayed away for so many of its usual gaps has ended: a look later sees what was mended. */
const GAPS_OF_SILENCE = 3;
const LEAST_SILENCE = 3 * MINUTE;

/** Whether a check looked after the failure had ended. */
function isAfter({ members }: FailureCase, check: Check): boolean {
  const first = Math.min(...members.map(({ group }) => group.firstSeen));
  const last = Math.max(...members.map(({ group }) => group.lastSeen));
  const most = Math.max(...members.map(({ group }) => group.count));
  const usualGap = most < 2 ? Number.POSITIVE_INFINITY : (last - first) / (most - 1);
  return Date.parse(check.at) > last + Math.max(LEAST_SILENCE, GAPS_OF_SILENCE * usualGap);
}

/** What another environment shows supports nothing while the same cannot be seen in the failing one: there is no difference yet. */
function isOtherUnseen(check: Check, all: readonly Check[], { environment }: FailureCase): boolean {
  if (check.environment === environment) return false;
  const own = all.filter(
    ({ environment: where, kind, target }) => where === environment && kind === check.kind && target === check.target,
  );
  return own.length > 0 && own.every(({ outcome }) => outcome === "unknown");
}

/** A common cause is weighed by what each of the mistakes names. */
function weighAny(
  cause: Cause,
  check: Check,
  { basis, slots, group }: Candidate,
  failure: FailureCase,
): Weighing | undefined {
  const named = basis === "common" ? [group, ...otherCausesThan(group, failure)].map(identityOf) : [slots];
  for (const each of named) {
    const weighing = cause.weigh(check, each, failure.environment);
    if (weighing !== undefined) return weighing;
  }
  return undefined;
}
