import { codeInText } from "../../../shared/code-in-text.ts";
import type { Incident, RemediationStep } from "../../../shared/incident.ts";
import { capitalize, plural } from "../../../shared/words.ts";
import { type Block, type Inline, safeHref, text } from "../document.ts";
import { mark, marksOf, wordOf } from "../people.ts";
import { percent, rootOf, sentence } from "../phrases.ts";

const ORDER = ["evidence", "root-cause", "fix", "validation", "prevention", "closed"] as const;
type Phase = Exclude<(typeof ORDER)[number], "closed">;

const PHASE_NAMES = {
  evidence: "Evidence",
  "root-cause": "Root cause",
  fix: "Fix",
  validation: "Validation",
  prevention: "Prevention",
} as const satisfies Record<Phase, string>;

/** Phase by phase: done, in progress, to do or pending, and what there is to show for it. */
export function investigationLog(incident: Incident): Block[] {
  const said = findings(incident);
  const rows = (["evidence", "root-cause", "fix", "validation", "prevention"] as const).map((phase): Inline[][] => [
    [{ strong: PHASE_NAMES[phase] }],
    text(phaseState(incident, phase)),
    text(said[phase]),
  ]);
  return [{ kind: "table", columns: ["Phase", "State", "What there is"], rows, widths: [1.4, 1.4, 6] }];
}

/** The steps in the order of doing. */
export function resolutionPlan(incident: Incident): Block[] {
  const { steps } = incident.remediation;
  const hasDue = steps.some(({ due }) => due !== undefined);
  const rows = steps.map((step): Inline[][] => [
    text(STEP_KIND_WORDS[step.kind]),
    [{ strong: sentence(step.title) }, " ", ...withCode(step.detail), ...notesOf(incident, step)],
    [STEP_STATE_WORDS[step.status], ...marksOf(incident, `step:${step.id}:status`)],
    [step.owner ?? "unassigned", ...marksOf(incident, `step:${step.id}:owner`)],
    ...(hasDue ? [[step.due ?? "no day", ...marksOf(incident, `step:${step.id}:due`)]] : []),
  ]);
  const derived: Block[] =
    rows.length === 0
      ? none("No step was derived.")
      : [
          {
            kind: "table",
            columns: ["Kind", "Step", "State", "Owner", ...(hasDue ? ["Due"] : [])],
            rows,
            widths: [1.2, 5.6, 1.6, 1.6, ...(hasDue ? [1.5] : [])],
          },
        ];
  return [...derived, ...addedSteps(incident)];
}

/** What people wrote about a step, and where it is worked on. */
function notesOf(incident: Incident, { id, note, link }: RemediationStep): Inline[] {
  const said: Inline[] =
    note === undefined ? [] : [` Note: ${sentence(note)}`, ...marksOf(incident, `step:${id}:note`)];
  const href = link === undefined ? undefined : safeHref(link);
  return [...said, ...(href === undefined ? [] : [" Worked on at ", { link: href, href }])];
}

/** Steps that people wrote beside the derived ones, each a line of theirs. */
function addedSteps(incident: Incident): Block[] {
  const word = wordOf(incident, "plan");
  if (word === undefined) return [];
  const lines = word.text.split(/\r?\n/).map((line) => line.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, "").trim());
  const items = lines.filter((line) => line !== "").map((line) => ({ text: text(line) }));
  return [
    { kind: "paragraph", text: ["Added by people: ", mark(word)] },
    { kind: "list", items },
  ];
}

/** What must hold before this counts as mended, each with its live state. */
export function successCriteria({ remediation: { successCriteria: criteria } }: Incident): Block[] {
  const items = criteria.map(({ state, title, reason }) => ({
    state,
    text: [{ strong: sentence(capitalize(title)) }, ` ${sentence(capitalize(reason))}`] satisfies Inline[],
  }));
  return items.length === 0 ? none("No criterion was derived.") : [{ kind: "checklist", items }];
}

/** What a step is for. */
export const STEP_KIND_WORDS = { mitigate: "Mitigate", fix: "Fix", validate: "Validate", prevent: "Prevent" } as const;
/** How far a step is. */
export const STEP_STATE_WORDS = {
  todo: "to do",
  "in-progress": "in progress",
  done: "done",
  verified: "verified",
  failed: "failed",
} as const;

function none(said: string): Block[] {
  return [{ kind: "paragraph", text: text(said) }];
}

/** A phase that work has left counts as done only where its steps are. */
function phaseState(incident: Incident, phase: Phase): string {
  const { phase: current, steps } = incident.remediation;
  const place = ORDER.indexOf(phase) - ORDER.indexOf(current);
  if (place > 0) return "pending";
  if (place === 0) return phase === "fix" && !steps.some(isBegun) ? "to do" : "in progress";
  if (phase === "root-cause" && incident.rootCause === null) return "pending";
  const own = phase === "fix" ? fixing(steps) : [];
  return own.every(isDone) ? "done" : "pending";
}

function findings(incident: Incident): Record<Phase, string> {
  const { remediation, groups, checks, hypotheses } = incident;
  const { steps, successCriteria: criteria } = remediation;
  const met = criteria.filter((criterion) => criterion.state === "met").length;
  const unknown = checks.filter((check) => check.outcome === "unknown").length;
  const checked =
    checks.length === 0
      ? "no live check was possible"
      : `${plural(checks.length, "live check")}, ${unknown === 0 ? (checks.length === 1 ? "answered" : "all of them answered") : `${unknown} without an answer`}`;
  const root = rootOf(incident);
  const cause = root === undefined ? "None is held" : `${root.title} (${root.verdict}, ${percent(root.confidence)})`;
  return {
    evidence: sentence(`${plural(groups.length, "error group")}; ${checked}`),
    "root-cause": sentence(`${cause}; ${plural(hypotheses.length, "hypothesis", "hypotheses")} weighed`),
    fix: `${mitigated(steps)}${doneOf(fixing(steps), "step")}${stoppedByItself(incident) ? " The failure stopped all the same: find out why." : ""}`,
    validation: `${met} of ${plural(criteria.length, "success criterion", "success criteria")} met.`,
    prevention: doneOf(
      steps.filter((step) => step.kind === "prevent"),
      "step",
    ),
  };
}

/** The failure is over, though nobody said that a fix was made. */
function stoppedByItself({ status, remediation: { steps } }: Incident): boolean {
  return status === "resolved" && !fixing(steps).every(isDone);
}

function fixing(steps: readonly RemediationStep[]): RemediationStep[] {
  return steps.filter((step) => step.kind === "fix");
}

function isBegun({ kind, status }: RemediationStep): boolean {
  return (kind === "mitigate" || kind === "fix") && status !== "todo";
}

function isDone({ status }: RemediationStep): boolean {
  return status === "done" || status === "verified";
}

/** `Mitigation: 0 of 1 step done. Fix: `; empty where nothing was to be mitigated. */
function mitigated(steps: readonly RemediationStep[]): string {
  const own = steps.filter(({ kind }) => kind === "mitigate");
  return own.length === 0 ? "" : `Mitigation: ${doneOf(own, "step")} Fix: `;
}

function doneOf(steps: readonly RemediationStep[], one: string): string {
  if (steps.length === 0) return "No step was derived.";
  return `${steps.filter(isDone).length} of ${plural(steps.length, one)} done.`;
}

/** Queries and commands are code. */
function withCode(detail: string): Inline[] {
  return codeInText(detail).map(({ text: said, isCode }): Inline => (isCode ? { code: said } : said));
}
