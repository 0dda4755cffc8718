import type { IncidentFieldChange } from "../../../shared/incident-changes.ts";
import { words } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";

const LABELS = {
  opened: "Opened",
  title: "Title",
  severity: "Severity",
  status: "State",
  cause: "Cause",
  confidence: "Confidence",
  phase: "Phase",
  step: "Step",
  criterion: "Criterion",
  check: "Check",
  group: "Error group",
  why: "Question",
  part: "Merged or split",
  note: "Said",
} as const satisfies Record<IncidentFieldChange["field"], string>;

/** Fields whose values are states in the API's spelling. */
const STATES = new Set<IncidentFieldChange["field"]>([
  "severity",
  "status",
  "phase",
  "check",
  "criterion",
  "group",
  "why",
]);

type Props = { changes: readonly IncidentFieldChange[]; label: string };

/** What reads otherwise, a line each: what, from, to. */
export function ChangeList({ changes, label }: Props) {
  return (
    <ul className="change-list" aria-label={label}>
      {changes.map((change) => (
        <li key={`${change.field} ${change.name} ${change.to}`} data-field={change.field}>
          <span className="change-field">{LABELS[change.field]}</span>
          <ChangeText change={change} />
        </li>
      ))}
    </ul>
  );
}

function ChangeText({ change: { field, name, from, to } }: { change: IncidentFieldChange }) {
  const value = (text: string) => visible(STATES.has(field) ? words(text) : text);
  if (field === "opened" || field === "note") return <span>{visible(to ?? "")}</span>;
  return (
    <span>
      {name !== null && <>{visible(name)}: </>}
      <span className="change-from">{from === null ? absent(field, "from") : value(from)}</span>
      <span aria-hidden="true"> → </span>
      <span className="visually-hidden"> to </span>
      <strong>{to === null ? absent(field, "to") : value(to)}</strong>
    </span>
  );
}

/** What it means that there is no value: before it came, or after it went. */
function absent(field: IncidentFieldChange["field"], end: "from" | "to"): string {
  if (field === "cause" || field === "confidence") return "open";
  return end === "from" ? "not there" : "gone";
}

/** The first changes of a moment in one line: `Severity high → critical, 2 more`. */
export function changeLine(changes: readonly IncidentFieldChange[]): string {
  const [first] = changes;
  if (first === undefined) return "counts only";
  const { field, name, from, to } = first;
  const isPlain = field === "opened" || field === "note";
  const what = name === null ? LABELS[field] : `${LABELS[field]} ${name}:`;
  const text = isPlain
    ? `${LABELS[field]}: ${to ?? ""}`
    : `${what} ${from ?? absent(field, "from")} → ${to ?? absent(field, "to")}`;
  return visible(changes.length === 1 ? text : `${text}, ${changes.length - 1} more`);
}
