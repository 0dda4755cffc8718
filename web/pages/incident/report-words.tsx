import type { ShownIncident } from "../../../shared/api-incident.ts";
import type { Role } from "../../../shared/auth-config.ts";
import type { WordField } from "../../../shared/people.ts";
import { Section } from "../../parts/section.tsx";
import type { WhyNot } from "./read-only.ts";
import { ReportWord } from "./report-word.tsx";

type Field = { field: WordField; label: string; hint: string };

const TEXTS: Field[] = [
  { field: "summary", label: "Executive summary", hint: "In your words, before what was derived" },
  {
    field: "public-summary",
    label: "Summary for readers outside",
    hint: "The only words of yours in a public report; names are left out of them",
  },
  { field: "plan", label: "Further steps of the plan", hint: "One in each line: what, who, until when" },
  { field: "lessons-well", label: "What went well", hint: "One line each, with a dash for a list" },
  { field: "lessons-wrong", label: "What went wrong", hint: "Of processes and systems, not of people" },
  { field: "lessons-lucky", label: "Where we were lucky", hint: "What would have made it worse" },
];

/** What people add to the report, or set in the place of what was derived. */
export function ReportWords({ incident, mayNot }: { incident: ShownIncident; mayNot: WhyNot }) {
  const { impact } = incident;
  const impacts: (Field & { derived: string | number | null })[] = [
    { field: "impact-statement", label: "Impact in words", hint: "One or two sentences", derived: impact.statement },
    { field: "impact-capability", label: "Capability affected", hint: "As users call it", derived: impact.capability },
    { field: "impact-failed-requests", label: "Failed requests", hint: "Whole number", derived: impact.failedRequests },
    {
      field: "impact-distinct-callers",
      label: "Distinct callers",
      hint: "Whole number",
      derived: impact.distinctCallers,
    },
    {
      field: "impact-monthly-revenue-usd",
      label: "Revenue at stake, USD a month",
      hint: "Whole number",
      derived: impact.monthlyRevenueUsd,
    },
  ];
  return (
    <Section id="words" title="Written by people">
      <p className="section-note">
        It stays when the incident is derived again, and every format says whose words these are.
        {mayNot("commander") !== undefined && ` Some of it, or all, you can only read. ${mayNot("commander")}`}
      </p>
      {TEXTS.map((text) => (
        <ReportWord key={text.field} incident={incident} {...text} readOnly={mayNot(roleOf(text.field))} />
      ))}
      <details>
        <summary>Impact, where people know better than the logs</summary>
        {impacts.map(({ derived, ...text }) => (
          <ReportWord
            key={text.field}
            incident={incident}
            {...text}
            readOnly={mayNot(roleOf(text.field))}
            derived={derived === null ? "" : String(derived)}
          />
        ))}
      </details>
    </Section>
  );
}

/** Lessons are written by those who respond; what the report says on top, by those who answer for it. */
function roleOf(field: WordField): Role {
  return field.startsWith("lessons-") ? "responder" : "commander";
}
