import { type FamilyId, isFamily } from "../../shared/families.ts";
import type { Hypothesis, Why } from "../../shared/incident.ts";
import { HOUR, MINUTE } from "../../shared/time.ts";
import { excerpt, formatDuration, formatTime, list, plural } from "../../shared/words.ts";
import { type ExplainInput, failedRequestsOf, referenceOf } from "./context.ts";
import { digest } from "./evidence.ts";
import { servicesOf } from "./headline.ts";
import { overRepresented } from "./over-represented.ts";

type Level = Pick<Why, "question" | "answer" | "status" | "evidenceIds">;

/** What lasted so long should have been noticed. */
const LONG_UNNOTICED = HOUR;
/** What began so soon after the beginning of the window may have begun before it. */
const BEGINNING = 5 * MINUTE;
const MAX_LEVELS = 5;
const MAX_CONTRIBUTING = 3;

/**
 * Why, as a tree: the occurrence from the symptom inwards, then what else was found, then why it went unnoticed. An answer
 * cites evidence of the hypotheses; where evidence stops the level is open and says what a person must find out.
 */
export function fiveWhys(input: ExplainInput, hypotheses: readonly Hypothesis[]): Why[] {
  const root = hypotheses.find((hypothesis) => hypothesis.role === "root-cause");
  const occurrence =
    root === undefined ? unknownOccurrence(input, hypotheses) : knownOccurrence(input, root, hypotheses);
  const latent = hypotheses.filter((hypothesis) => hypothesis.role === "latent").slice(0, MAX_CONTRIBUTING);
  return [
    ...chain(input, "occurrence", withoutRepeats(occurrence)),
    ...latent.flatMap((hypothesis) => chain(input, "contributing", [latentLevel(hypothesis)])),
    ...chain(input, "detection", detection(input, hypotheses)),
  ];
}

function chain(input: ExplainInput, branch: Why["branch"], levels: readonly Level[]): Why[] {
  let parentId: string | undefined;
  return levels.slice(0, MAX_LEVELS).map((level, i) => {
    const id = `w-${digest(`${input.failure.lead.id}|${branch}|${level.question}`, 8)}`;
    const why = { id, ...(parentId === undefined ? {} : { parentId }), branch, level: i + 1, ...level };
    parentId = id;
    return why;
  });
}

function withoutRepeats(levels: readonly Level[]): Level[] {
  return levels.filter((level, i) => levels.findIndex((other) => other.answer === level.answer) === i);
}

function knownOccurrence(input: ExplainInput, root: Hypothesis, hypotheses: readonly Hypothesis[]): Level[] {
  const levels = [proximate(input, root), mechanism(input, root), onset(input, root)];
  const comparison = difference(input, root);
  if (comparison !== undefined) levels.push(comparison);
  const undecided = hypotheses.filter((other) => other.role === "contributing" && other.verdict !== "refuted");
  if (undecided.length > 0 && root.verdict !== "confirmed") levels.push(whichOf(root, undecided));
  return [...levels, ...systemic(input, root)].slice(0, MAX_LEVELS);
}

/** What callers saw, or what the logs say where no request is known to have failed. */
function symptomOf({ failure }: ExplainInput): string {
  const symptoms = failedRequestsOf(failure);
  const routes = symptoms.map((group) => `${group.signature.slots.method} ${group.signature.slots.route}`);
  const statuses = [...new Set(symptoms.map((group) => group.signature.slots.status).filter((s) => s !== undefined))];
  if (routes.length === 0) return `${failure.service} log “${excerpt(failure.lead.title, 90)}”`;
  const many = routes.length > 3 ? `${routes.length} routes of ${servicesOf(failure)}` : list([...new Set(routes)]);
  return `${many} answer with ${list(statuses)}`;
}

function proximate(input: ExplainInput, root: Hypothesis): Level {
  const logs = root.evidence.filter((evidence) => evidence.kind === "log" && evidence.effect !== "refutes");
  return {
    question: `Why does ${symptomOf(input)}?`.replace(/^Why does (.*) answer with/, "Why do requests to $1 fail with"),
    answer: `Because of this: ${root.title}. ${logs.map((evidence) => evidence.statement).join(" ")}`.trim(),
    status: "answered",
    evidenceIds: logs.map((evidence) => evidence.id),
  };
}

function mechanism({ context }: ExplainInput, root: Hypothesis): Level {
  const cause = context.causeOf(familyOf(root));
  const shown = root.evidence.filter((evidence) => evidence.kind === "check" && evidence.effect === "supports");
  const seen = shown.length === 0 ? "" : ` Seen live: ${shown.map((evidence) => evidence.statement).join(" ")}`;
  const text = root.evidence.find((evidence) => evidence.kind === "log");
  return {
    question: `How does it come to that (${root.component})?`,
    answer: `${sentence(cause.mechanism(root.slots))}${seen}`,
    status: "answered",
    evidenceIds: [...(text === undefined ? [] : [text.id]), ...shown.map((evidence) => evidence.id)],
  };
}

function onset({ failure, context }: ExplainInput, root: Hypothesis): Level {
  const change = root.evidence.find((evidence) => evidence.kind === "change");
  const since = formatTime(failure.lead.firstSeen);
  const question = `Why since ${since}?`;
  if (change !== undefined) return { question, answer: change.statement, status: "answered", evidenceIds: [change.id] };
  const isWindowStart = failure.lead.firstSeen - context.from < BEGINNING;
  const answer = isWindowStart
    ? "Open: it was there from the beginning of the time that was read. Read an earlier time, and look for the last deploy, migration, secret or setting that changed before the first event."
    : "Open: no deploy, migration, secret or setting of this service changed in the half hour before, as far as the entries read show. Were audit logs part of what was read?";
  return { question, answer, status: "open", evidenceIds: [] };
}

function difference({ failure, context }: ExplainInput, root: Hypothesis): Level | undefined {
  const reference = referenceOf(context.config, failure.environment);
  const compared = root.evidence.filter((evidence) => evidence.kind === "comparison");
  if (reference === undefined || compared.length === 0) return undefined;
  return {
    question: `Why in ${failure.environment}, and what about ${reference}?`,
    answer: compared.map((evidence) => evidence.statement).join(" "),
    status: "answered",
    evidenceIds: compared.map((evidence) => evidence.id),
  };
}

/** The texts leave more than one meaning and no check decided. */
function whichOf(root: Hypothesis, others: readonly Hypothesis[]): Level {
  return {
    question: "Is it that, or something else that is written with the same words?",
    answer: `Open: the same text can also mean ${list(others.map((other) => `“${other.title}”`))}. A live check would decide between these and “${root.title}”: configure the database or endpoint of this environment, or ask it by hand.`,
    status: "open",
    evidenceIds: [],
  };
}

function systemic({ context }: ExplainInput, root: Hypothesis): Level[] {
  return context.causeOf(familyOf(root)).systemic.map(({ question, candidates }) => ({
    question,
    answer: `Open: nothing that was read answers this. Possible answers: ${candidates.join(" ")}`,
    status: "open" as const,
    evidenceIds: [],
  }));
}

function unknownOccurrence(input: ExplainInput, hypotheses: readonly Hypothesis[]): Level[] {
  const { failure, context } = input;
  const best = hypotheses.find((hypothesis) => hypothesis.role !== "latent");
  const logs = best?.evidence.filter((evidence) => evidence.kind === "log" && evidence.effect !== "refutes") ?? [];
  const isOnlySymptoms = failure.members.every((member) => member.role === "symptom");
  const first: Level = {
    question: `Why does ${symptomOf(input)}?`.replace(/^Why does (.*) answer with/, "Why do requests to $1 fail with"),
    answer: isOnlySymptoms
      ? `The request log shows the failures, and no entry of ${failure.service} beside them says why. ${logs[0]?.statement ?? ""}`.trim()
      : `What goes together with it in the logs: ${logs.map((evidence) => evidence.statement).join(" ")}`,
    status: logs.length > 0 ? "answered" : "open",
    evidenceIds: logs.map((evidence) => evidence.id),
  };
  const next: Level = {
    question: `What failed inside ${failure.service}?`,
    answer: `Open: no known failure matches with enough evidence. ${overRepresented(failure, context).join(" ")}`,
    status: "open",
    evidenceIds: [],
  };
  const began = best === undefined ? undefined : onset(input, best);
  return began?.status === "answered" ? [first, began, next] : [first, next];
}

function latentLevel(hypothesis: Hypothesis): Level {
  const against = hypothesis.evidence.filter((evidence) => evidence.effect === "refutes");
  return {
    question: `What else is not as it should be: ${hypothesis.title}?`,
    answer: `A live check found it. ${against.map((evidence) => evidence.statement).join(" ")}`.trim(),
    status: "answered",
    evidenceIds: hypothesis.evidence.map((evidence) => evidence.id),
  };
}

/** A failure that goes on at one rate crosses no threshold of change. */
function detection({ failure, context }: ExplainInput, hypotheses: readonly Hypothesis[]): Level[] {
  const lasted = failure.lead.lastSeen - failure.lead.firstSeen;
  const steady = failure.detections.find((detection) => detection.kind === "steady-failure");
  const evidence = hypotheses[0]?.evidence.find((finding) => finding.kind === "log");
  if (steady === undefined || lasted < LONG_UNNOTICED || evidence === undefined) return [];
  const counted = failure.lead.lastSeen - Math.max(failure.lead.firstSeen, context.from);
  // From the first of the window to the last there is one step less than there are events.
  const perHour = Math.round((failure.lead.count - 1) / (Math.max(counted, HOUR) / HOUR));
  return [
    {
      question: `Why could it go on for ${formatDuration(lasted)}?`,
      answer: `It comes at one unchanging rate (${steady.statement}; about ${plural(perHour, "event")} an hour), so that after its first minutes nothing changes any more: alerts on spikes and on burn rates have nothing to see, only a rule for failures that never stop does.`,
      status: "answered",
      evidenceIds: [evidence.id],
    },
  ];
}

/** Hypotheses are made from families alone; the wire shape keeps them as text. */
function familyOf(hypothesis: Hypothesis): FamilyId {
  if (isFamily(hypothesis.family)) return hypothesis.family;
  throw new Error(
    `hypothesis ${hypothesis.id} has the family "${hypothesis.family}", which is not in shared/families.ts`,
  );
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
