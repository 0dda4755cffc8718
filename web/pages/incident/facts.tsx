import type { ReactNode } from "react";
import type { ShownIncident } from "../../../shared/api-incident.ts";
import type { Symptom } from "../../../shared/incident.ts";
import { isDayTold } from "../../../shared/per-day.ts";
import { count, countOf, dollars, percent, rhythmBy } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";

/** The symptom and whom it hurts, in one row of figures. */
export function Facts({ incident }: { incident: ShownIncident }) {
  const { impact, symptoms } = incident;
  const [symptom] = symptoms;
  return (
    <dl className="facts">
      <Fact term="Symptom" isWide>
        {symptom ? <SymptomFact symptom={symptom} more={symptoms.length - 1} /> : <p>No symptom was seen</p>}
      </Fact>
      <Fact
        term="Failed requests"
        {...(isDayTold(impact.failedRequests, impact.perDay) ? { note: `${count(impact.perDay)} a day` } : {})}
      >
        {count(impact.failedRequests)}
      </Fact>
      <Fact term="Distinct callers" note={`${percent(impact.automatedShare)} of failures are automated`}>
        {count(impact.distinctCallers)}
      </Fact>
      <Fact term="Capability" note={revenue(impact.monthlyRevenueUsd)}>
        {impact.capability ?? "Not named"}
      </Fact>
      <Fact term="Impact" isText>
        {visible(impact.statement)}
      </Fact>
    </dl>
  );
}

type FactProps = { term: string; note?: string; isWide?: boolean; isText?: boolean; children: ReactNode };

function Fact({ term, note, isWide = false, isText = false, children }: FactProps) {
  return (
    <div className="fact" data-wide={isWide} data-text={isText}>
      <dt>{term}</dt>
      <dd className="fact-value">{children}</dd>
      {note !== undefined && <dd className="quiet">{note}</dd>}
    </div>
  );
}

function SymptomFact({ symptom, more }: { symptom: Symptom; more: number }) {
  return (
    <>
      <span className="fact-symptom">{visible(symptom.title)}</span>
      <span className="fact-note">
        {symptom.cadence
          ? `${rhythmBy(symptom.cadence)} (${percent(symptom.cadence.confidence)} sure)`
          : "No rhythm: arrivals are irregular"}
        {more > 0 && (
          <>
            ; <a href="#groups">{countOf(more, "more symptom")}</a>
          </>
        )}
      </span>
    </>
  );
}

function revenue(monthlyUsd: number | null): string {
  return monthlyUsd === null ? "no revenue configured" : `${dollars(monthlyUsd)} a month at stake`;
}
