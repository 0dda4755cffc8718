import { toIso } from "../../shared/time.ts";
import { excerpt, formatCount, list, plural } from "../../shared/words.ts";
import { compareWithReference } from "./compare-environments.ts";
import type { ExplainInput } from "./context.ts";
import { type Finding, logFinding } from "./evidence.ts";
import { changeFinding, findIntroduction } from "./find-change.ts";
import type { Candidate } from "./hypotheses.ts";

const USUAL_SIGN_WEIGHT = 2;
/** The same text read as its second meaning says less. */
const ALTERNATIVE_SHARE = 0.4;

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
  const weight = basis === "alternative" ? Math.round(sign * ALTERNATIVE_SHARE * 10) / 10 : sign;
  const message = excerpt(group.samples[0]?.message ?? group.signature.template);
  const meaning = basis === "alternative" && sign > 0 ? ", a text that is also written for this" : "";
  const says = group.count === 1 ? "says" : "say";
  const where = group.instances.length > 1 ? ` from ${plural(group.instances.length, "instance")}` : "";
  return logFinding(
    group,
    weight > 0 ? "supports" : "neutral",
    weight,
    `${plural(group.count, "entry", "entries")}${where} ${says} “${message}”${meaning}.`,
  );
}

/** How much of the case goes together with it. */
function explaining({ group, basis }: Candidate, { failure }: ExplainInput): Finding[] {
  const others = failure.members.filter((member) => member.group.id !== group.id);
  if (others.length === 0) return [];
  const entries = others.reduce((sum, member) => sum + member.group.count, 0);
  const names = list(
    others.map((member) => `“${excerpt(member.group.title, 80)}”`),
    3,
  );
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

/** Why something that was logged is not the cause: an earlier failure of the same requests or instances explains it. */
function explainedAway({ group }: Candidate, { failure, context }: ExplainInput): Finding[] {
  const because = failure.members.find((member) => member.group.id === group.id)?.because ?? "";
  const family = failure.lead.signature.family;
  const reason =
    family === undefined ? "" : ` ${context.causeOf(family).headline(failure.lead.signature.slots)} comes first.`;
  return [logFinding(group, "refutes", -4, `${because}${reason}`)];
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
    const weighing = check.outcome === "unknown" ? undefined : cause.weigh(check, candidate.slots, failure.environment);
    if (weighing === undefined) return [];
    const ref = { checkId: check.id, how: check.how };
    return [{ kind: "check" as const, ...weighing, at: check.at, ref }];
  });
}

/** The events of the case in numbers, for a headline. */
export function countsInWords(input: ExplainInput): string {
  const total = input.failure.members.reduce((sum, member) => sum + member.group.count, 0);
  return `${formatCount(total)} entries in ${plural(input.failure.members.length, "group")} until ${toIso(input.context.now)}`;
}
