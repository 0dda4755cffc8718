import type { Check } from "../../shared/check.ts";
import { compareTexts } from "../../shared/compare-texts.ts";
import type { Detection } from "../../shared/group.ts";
import type { Hypothesis, TimelineItem } from "../../shared/incident.ts";
import { HOUR, toIso } from "../../shared/time.ts";
import { excerpt, plural } from "../../shared/words.ts";
import type { ExplainInput } from "./context.ts";

type Evidence = Hypothesis["evidence"][number];

/** Changes before the first event that are shown. */
const BEFORE = 2 * HOUR;
const MAX_CHANGES = 30;
const MAX_STARTS = 5;

/** What happened, oldest first: changes, the first event of each group, detections, checks, the last event. */
export function timelineOf(input: ExplainInput, hypotheses: readonly Hypothesis[]): TimelineItem[] {
  const evidence = hypotheses.flatMap((hypothesis) => hypothesis.evidence);
  const evidenceOf = firstLogs(evidence);
  const evidenceFor = (groupId: string) => evidenceOf.get(groupId);
  const citedBy = firstCitations(evidence);
  const first = firstIndex(input);
  const items = [
    ...changes(input),
    ...input.failure.members.map(({ group }, i): TimelineItem => {
      const isFirst = i === first;
      return {
        at: toIso(group.firstSeen),
        kind: isFirst ? "first-error" : "error",
        statement: `${isFirst ? "First error" : "First seen"}: ${excerpt(group.title, 140)} (${plural(group.count, "event")} in all)`,
        evidenceId: evidenceFor(group.id) ?? null,
      };
    }),
    ...firstDetections(input.failure.detections).map(
      (detection): TimelineItem => ({
        at: toIso(detection.at),
        kind: "detection",
        statement: `Detected as ${DETECTED_AS[detection.kind]}: ${detection.statement}`,
        evidenceId: evidenceFor(detection.groupId) ?? null,
      }),
    ),
    ...input.checks.map((check) => checkItem(check, citedBy.get(check.id))),
    ...last(input),
  ];
  return items
    .map((item, i) => ({ item, i }))
    .sort((a, b) => compareTexts(a.item.at, b.item.at) || a.i - b.i)
    .map(({ item }) => item);
}

const DETECTED_AS = {
  "boot-failure": "a failure to start",
  new: "a new error",
  spike: "a spike",
  "steady-failure": "a steady failure",
} as const satisfies Record<Detection["kind"], string>;

/** The first log of each group, by the group's id. */
function firstLogs(evidence: readonly Evidence[]): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  for (const { kind, ref, id } of evidence) {
    if (kind === "log" && ref.groupId !== undefined && !first.has(ref.groupId)) first.set(ref.groupId, id);
  }
  return first;
}

/** The first finding that cites each check, by the check's id. */
function firstCitations(evidence: readonly Evidence[]): ReadonlyMap<string, string> {
  const first = new Map<string, string>();
  for (const { ref, id } of evidence) {
    if (ref.checkId !== undefined && !first.has(ref.checkId)) first.set(ref.checkId, id);
  }
  return first;
}

/** Of each kind of detection the first: that a failure was seen in one way is said once. */
function firstDetections(detections: readonly Detection[]): Detection[] {
  return [...Map.groupBy(detections, ({ kind }) => kind).values()].flatMap(([first]) => first ?? []);
}

function firstIndex({ failure }: ExplainInput): number {
  const starts = failure.members.map((member) => member.group.firstSeen);
  return starts.indexOf(Math.min(...starts));
}

/** Changes around the incident; of the many starts of instances only the first few. */
function changes({ failure, context }: ExplainInput): TimelineItem[] {
  const first = Math.min(...failure.members.map((member) => member.group.firstSeen));
  let starts = 0;
  return context.changes
    .filter((change) => change.environment === failure.environment && change.at >= first - BEFORE)
    .filter((change) => change.service === failure.service || change.kind === "database" || change.kind === "secret")
    .filter((change) => change.kind !== "instance-start" || ++starts <= MAX_STARTS)
    .slice(0, MAX_CHANGES)
    .map(({ at, kind, statement }) => ({
      at: toIso(at),
      kind: kind === "alert" ? "detection" : "change",
      statement,
      evidenceId: null,
    }));
}

function checkItem({ at, statement }: Check, evidenceId: string | undefined): TimelineItem {
  return { at, kind: "check", statement, evidenceId: evidenceId ?? null };
}

function last({ failure }: ExplainInput): TimelineItem[] {
  const latest = Math.max(...failure.members.map((member) => member.group.lastSeen));
  const group = failure.members.find((member) => member.group.lastSeen === latest)?.group;
  if (group === undefined || group.count < 2) return [];
  return [{ at: toIso(latest), kind: "error", statement: `Last seen: ${excerpt(group.title, 140)}`, evidenceId: null }];
}
