import { memo } from "react";
import { Link } from "wouter";
import type { IncidentSummary } from "../../../shared/api.ts";
import { isDayTold } from "../../../shared/per-day.ts";
import { count, countOf, rhythm, words } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Severity } from "../../parts/severity.tsx";
import { Age } from "../../parts/time.tsx";
import { Confidence } from "../../parts/verdict.tsx";
import type { RowPlace } from "../../parts/virtual-table.tsx";

type Props = RowPlace & { incident: IncidentSummary };

/** One incident: what fails, how, why, and how far the repair is. Drawn again only when it changed, not on every scroll. */
export const IncidentRow = memo(function IncidentRow({ incident, index, measure }: Props) {
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 2} data-severity={incident.severity}>
      <td className="cell-severity">
        <Severity severity={incident.severity} />
        <span className="badge" data-status={incident.status}>
          {incident.mergedInto === undefined ? words(incident.status) : "Merged"}
        </span>
      </td>
      <td className="cell-title">
        <Link className="row-link" href={`/incidents/${encodeURIComponent(incident.id)}`}>
          {visible(incident.title)}
        </Link>
        <p className="quiet">
          {incident.service} <span aria-hidden="true">·</span> {incident.environment}
          {incident.isSample && " · sample"}
        </p>
      </td>
      <td className="cell-symptom">
        <SymptomCell incident={incident} />
      </td>
      <td className="cell-cause">
        <CauseCell cause={incident.cause} />
      </td>
      <td className="cell-remediation">
        <RemediationCell remediation={incident.remediation} />
      </td>
      <td className="cell-age">
        <p>
          <Age at={incident.firstSeen} isBare />
        </p>
        <p className="quiet">
          seen <Age at={incident.lastSeen} />
        </p>
      </td>
    </tr>
  );
});

function SymptomCell({ incident }: { incident: IncidentSummary }) {
  const { symptom, moreSymptoms } = incident;
  if (symptom === null) return <p className="quiet">No symptom was seen</p>;
  const more = moreSymptoms > 0 ? ` · ${moreSymptoms} more` : "";
  return (
    <>
      <p className="symptom-line">{visible(symptom.title)}</p>
      <p className="quiet">
        {symptom.cadence ? `${rhythm(symptom.cadence)} · ${symptom.cadence.caller} · ` : ""}
        {countOf(symptom.count, "time")}
        {isDayTold(symptom.count, symptom.perDay) && ` (${count(symptom.perDay)} a day)`}
        {more}
      </p>
    </>
  );
}

function CauseCell({ cause }: { cause: IncidentSummary["cause"] }) {
  if (cause === null) return <p className="open-cause">Open: no cause is proven</p>;
  return (
    <>
      <p className="cause-line">{visible(cause.title)}</p>
      <Confidence verdict={cause.verdict} confidence={cause.confidence} />
    </>
  );
}

function RemediationCell({ remediation }: { remediation: IncidentSummary["remediation"] }) {
  const { phase, done, total, failed, criteria, criteriaMet } = remediation;
  return (
    <>
      <p>
        {words(phase)}
        <span className="quiet">
          , {done} of {countOf(total, "step")}
        </span>
        {failed > 0 && <strong className="failed-steps">, {failed} failed</strong>}
      </p>
      <p className="quiet">
        {criteriaMet} of {countOf(criteria, "criterion", "criteria")} met
      </p>
    </>
  );
}
