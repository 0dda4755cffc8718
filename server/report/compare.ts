import { OUTCOME_WORDS } from "../../shared/check.ts";
import type { Analysis, Incident, Why } from "../../shared/incident.ts";
import { capitalize, formatCount, list, plural } from "../../shared/words.ts";
import { moment, percent, roleInWords, rootOf, sentence } from "./phrases.ts";

const NAMED = 3;

/**
 * What changed from one report to the other, in sentences, the weightiest first; empty where they say the same. Incidents are
 * matched by id; with several, each sentence names its incident.
 */
export function compareReports(before: Analysis, after: Analysis): string[] {
  const isOne = before.incidents.length <= 1 && after.incidents.length <= 1;
  const named = (incident: Incident, sentences: string[]) =>
    isOne ? sentences : sentences.map((each) => `${incident.title}: ${each}`);
  return [
    ...after.incidents.flatMap((incident) => {
      const old = before.incidents.find(({ id }) => id === incident.id);
      return old === undefined ? [sentence(`New: ${incident.title}`)] : named(incident, changesOf(old, incident));
    }),
    ...before.incidents
      .filter(({ id }) => !after.incidents.some((incident) => incident.id === id))
      .map(({ title }) => sentence(`No longer there: ${title}`)),
    ...coverageChanges(before, after),
  ];
}

function changesOf(before: Incident, after: Incident): string[] {
  return [
    ...changed("The title", before.title, after.title),
    ...causeChanges(before, after),
    ...changed("The state", before.status, after.status),
    ...changed("The severity", before.severity, after.severity),
    ...changed("The phase of the work", before.remediation.phase, after.remediation.phase),
    ...counted("Failed requests", before.impact.failedRequests, after.impact.failedRequests),
    ...counted("Distinct callers", before.impact.distinctCallers, after.impact.distinctCallers),
    ...(sketch(before.impact.statement) === sketch(after.impact.statement)
      ? []
      : changed("The impact", before.impact.statement, after.impact.statement)),
    ...changed("First seen", moment(before.firstSeen), moment(after.firstSeen)),
    ...changed("Last seen", moment(before.lastSeen), moment(after.lastSeen)),
    ...wordChanges(before, after),
    ...whyChanges(before, after),
    ...hypothesisChanges(before, after),
    ...checkChanges(before, after),
    ...stepChanges(before, after),
    ...criterionChanges(before, after),
    ...came("error group", before.groups, after.groups, ({ title }) => title),
    ...timelineChanges(before, after),
  ];
}

/** The cause, how sure it is, and what it explains. */
function causeChanges(before: Incident, after: Incident): string[] {
  const [old, now] = [rootOf(before), rootOf(after)];
  if (old === undefined && now === undefined) return [];
  if (old === undefined)
    return [`A root cause is held now: “${now?.title}” (${now?.verdict}, ${percent(now?.confidence ?? 0)}).`];
  if (now === undefined) return [`No root cause is held any more; it was “${old.title}”.`];
  if (old.id !== now.id)
    return [
      `The root cause changed from “${old.title}” to “${now.title}” (${now.verdict}, ${percent(now.confidence)}).`,
    ];
  return [
    ...changed("The verdict on the root cause", old.verdict, now.verdict),
    ...changed("The confidence in the root cause", percent(old.confidence), percent(now.confidence)),
    ...changed(
      "What the root cause explains",
      `${formatCount(old.explains.entries)} of ${formatCount(old.explains.ofEntries)} entries`,
      `${formatCount(now.explains.entries)} of ${formatCount(now.explains.ofEntries)} entries`,
    ),
  ];
}

function wordChanges({ people: old = [] }: Incident, { people: now = [] }: Incident): string[] {
  const written = now.filter(({ field }) => !/^(?:why|step):/.test(field));
  return [
    ...written.flatMap(({ field, text, who }) => {
      const before = old.find((word) => word.field === field);
      if (before?.text === text) return [];
      return [`${who} ${before === undefined ? "wrote" : "rewrote"} ${fieldInWords(field)}.`];
    }),
    ...old
      .filter(({ field }) => !/^(?:why|step):/.test(field) && !now.some((word) => word.field === field))
      .map(({ field }) => `${capitalize(fieldInWords(field))} was withdrawn.`),
  ];
}

/** `lessons-lucky` as “lessons: lucky”. */
function fieldInWords(field: string): string {
  if (field === "plan") return "the further steps of the plan";
  const [first = "", ...rest] = field.split("-");
  return first === "lessons" || first === "impact"
    ? `“${first}: ${rest.join(" ")}”`
    : `the ${rest.length === 0 ? first : `${first} ${rest.join(" ")}`}`;
}

/** Questions are matched by what they ask, whatever the numbers in them; answers that differ in numbers alone are told by the counts. */
function whyChanges({ fiveWhys: old }: Incident, { fiveWhys: now }: Incident): string[] {
  const same = (a: Why, b: Why) => a.id === b.id || sketch(a.question) === sketch(b.question);
  const told = now.flatMap((why) => {
    const before = old.find((one) => same(one, why));
    if (before === undefined) return [`A question was added: “${why.question}”.`];
    if (before.status === why.status && sketch(before.answer) === sketch(why.answer)) return [];
    const how = before.status === "open" && why.status === "answered" ? "Now answered" : "Answered otherwise";
    return [`${how}: “${why.question}”.`];
  });
  const lost = old.filter((why) => !now.some((one) => same(one, why)));
  return [...told, ...lost.map(({ question }) => `A question is no longer asked: “${question}”.`)];
}

function hypothesisChanges(before: Incident, after: Incident): string[] {
  const rest = (incident: Incident) => incident.hypotheses.filter(({ id }) => id !== incident.rootCause?.hypothesisId);
  return [
    ...rest(after).flatMap((now) => {
      const old = before.hypotheses.find(({ id }) => id === now.id);
      if (old === undefined) return [`“${now.title}” is considered too: ${roleInWords(now)}.`];
      const [was, is] = [roleInWords(old), roleInWords(now)];
      return was === is ? [] : [`“${now.title}” was ${was}, and is ${is}.`];
    }),
    ...gone(before.hypotheses, after.hypotheses).map(({ title }) => `“${title}” is no longer considered.`),
  ];
}

function checkChanges({ checks: old }: Incident, { checks: now }: Incident): string[] {
  const differing = now.flatMap((check) => {
    const before = old.find(({ id }) => id === check.id);
    if (before === undefined || before.outcome === check.outcome) return [];
    return [
      `The live check of ${check.kind} ${check.target} in ${check.environment} said “${OUTCOME_WORDS[before.outcome]}”, and says “${OUTCOME_WORDS[check.outcome]}”.`,
    ];
  });
  return [...differing, ...came("live check", old, now, ({ kind, target }) => `${kind} ${target}`)];
}

function stepChanges({ remediation: { steps: old } }: Incident, { remediation: { steps: now } }: Incident): string[] {
  const differing = now.flatMap((step) => {
    const before = old.find(({ id }) => id === step.id);
    if (before === undefined) return [];
    return [
      ...changed(`The step “${step.title}”`, before.status, step.status),
      ...changed(`The owner of “${step.title}”`, before.owner ?? "nobody", step.owner ?? "nobody"),
      ...changed(`The due date of “${step.title}”`, before.due ?? "none", step.due ?? "none"),
      ...changed(`The link of “${step.title}”`, before.link ?? "none", step.link ?? "none"),
      ...changed(`The note on “${step.title}”`, before.note ?? "none", step.note ?? "none"),
    ];
  });
  return [...differing, ...came("step", old, now, ({ title }) => title)];
}

function criterionChanges(before: Incident, after: Incident): string[] {
  const [old, now] = [before.remediation.successCriteria, after.remediation.successCriteria];
  const words = { met: "met", unmet: "not met", unverified: "not verified" } as const;
  const differing = now.flatMap((criterion) => {
    const was = old.find(({ id }) => id === criterion.id);
    return was === undefined
      ? []
      : changed(`The criterion “${criterion.title}”`, words[was.state], words[criterion.state]);
  });
  return [...differing, ...came("success criterion", old, now, ({ title }) => title, "success criteria")];
}

function timelineChanges({ timeline: old }: Incident, { timeline: now }: Incident): string[] {
  const key = ({ at, kind, statement }: Incident["timeline"][number]) =>
    `${kind === "error" ? "" : at} ${kind} ${sketch(statement)}`;
  const known = new Set(old.map(key));
  const fresh = now.filter((item) => item.kind !== "check" && !known.has(key(item)));
  if (fresh.length === 0) return [];
  const said = list(
    fresh.map(({ statement }) => `“${statement.replace(/\.$/, "")}”`),
    NAMED,
  );
  return [`The timeline has ${plural(fresh.length, "more line")}: ${said}.`];
}

function coverageChanges({ coverage: old }: Analysis, { coverage: now }: Analysis): string[] {
  return [...counted("Entries read", old.read, now.read), ...counted("Gaps known", old.gaps.length, now.gaps.length)];
}

function changed(what: string, before: string, after: string): string[] {
  const word = (text: string) => text.replace("in-progress", "in progress").replace("root-cause", "root cause");
  return before === after ? [] : [sentence(`${what} changed from ${word(quote(before))} to ${word(quote(after))}`)];
}

/** Words of a fixed list stand as they are; whole sentences in quotation marks. */
function quote(text: string): string {
  return text.length > 30 ? `“${text.replace(/\.$/, "")}”` : text;
}

function counted(what: string, before: number, after: number): string[] {
  return before === after ? [] : [`${what}: ${formatCount(before)} before, ${formatCount(after)} now.`];
}

type Known = { id: string };

function gone<T extends Known>(old: readonly T[], now: readonly T[]): T[] {
  return old.filter(({ id }) => !now.some((one) => one.id === id));
}

/** What came and what went, a few by name. */
function came<T extends Known>(
  one: string,
  old: readonly T[],
  now: readonly T[],
  nameOf: (item: T) => string,
  many = `${one}s`,
): string[] {
  const say = (items: readonly T[], how: string) =>
    items.length === 0
      ? []
      : [
          `${capitalize(plural(items.length, one, many))} ${how}: ${list(
            items.map((item) => `“${nameOf(item)}”`),
            NAMED,
          )}.`,
        ];
  return [...say(gone(now, old), "more"), ...say(gone(old, now), "less")];
}

/** The text with its numbers left open. */
function sketch(text: string): string {
  return text.replace(/\d[\d,.:]*/g, "0");
}
