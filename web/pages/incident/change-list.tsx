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
  note: "Person",
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

/** Lines that are shown at once; the others are one click away. */
const MAX_SHOWN = 6;

type Props = { changes: readonly IncidentFieldChange[]; label: string };

/** What reads otherwise, a line each: what, from, to. */
export function ChangeList({ changes, label }: Props) {
  const more = changes.slice(MAX_SHOWN);
  return (
    <>
      <Lines changes={changes.slice(0, MAX_SHOWN)} label={label} />
      {more.length > 0 && (
        <details className="more-changes">
          <summary>{more.length} more</summary>
          <Lines changes={more} label={`More: ${label}`} />
        </details>
      )}
    </>
  );
}

function Lines({ changes, label }: Props) {
  return (
    <ul className="change-list" aria-label={label}>
      {changes.map((change) => (
        <li key={`${change.field} ${change.name} ${change.from} ${change.to}`} data-field={change.field}>
          <span className="change-field">{LABELS[change.field]}</span>
          <ChangeText change={change} />
        </li>
      ))}
    </ul>
  );
}

function ChangeText({ change: { field, name, from, to } }: { change: IncidentFieldChange }) {
  const value = (text: string) => visible(valueText(field, text));
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

/** A value as people read it: `in-progress, Ada` gives `In progress, Ada`. */
function valueText(field: IncidentFieldChange["field"], text: string, say = words): string {
  if (STATES.has(field)) return say(text);
  if (field !== "step") return text;
  const [status = "", ...owner] = text.split(", ");
  return [say(status), ...owner].join(", ");
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
  const end = (text: string | null, which: "from" | "to") =>
    text === null ? absent(field, which) : valueText(field, text, (state) => words(state).toLowerCase());
  const text =
    field === "note"
      ? (to ?? "")
      : field === "opened"
        ? "Opened"
        : `${LABELS[field]}${name === null ? "" : ` ${name}:`} ${end(from, "from")} → ${end(to, "to")}`;
  return visible(changes.length === 1 ? text : `${text}, ${changes.length - 1} more`);
}
