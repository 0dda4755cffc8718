import { memo } from "react";
import { Link } from "wouter";
import type { CheckHistory } from "../../../shared/api-operations.ts";
import { OUTCOME_WORDS } from "../../../shared/check.ts";
import { countOf, words } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { CheckOutcome } from "../../parts/check-outcome.tsx";
import { Age, Time } from "../../parts/time.tsx";
import type { RowPlace } from "../../parts/virtual-table.tsx";

const MAX_SHOWN = 3;

type Props = RowPlace & { history: CheckHistory };

/** One check of one incident with its answers over time. */
export const CheckRow = memo(function CheckRow({ history, index, measure }: Props) {
  const { check, incidentId, incidentTitle, runs, changes } = history;
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 2}>
      <td className="cell-outcome">
        <CheckOutcome outcome={check.outcome} />
      </td>
      <td className="cell-statement">
        <p title={visible(check.statement)}>{visible(check.statement)}</p>
        <p className="quiet">
          {words(check.kind)} <code>{visible(check.target)}</code> in {check.environment}
          {check.outcome === "unknown" && !check.statement.includes(check.reason) && `: ${visible(check.reason)}`}
        </p>
      </td>
      <td className="cell-incident">
        <Link className="row-link" href={`/incidents/${incidentId}#checks`}>
          {visible(incidentTitle)}
        </Link>
      </td>
      <td className="cell-changes" data-label="How the answer changed">
        <Changes changes={changes} />
      </td>
      <td className="cell-seen" data-label="Asked">
        <p>
          <Age at={check.at} />
        </p>
        <p className="quiet">{countOf(runs, "time")} in all</p>
      </td>
    </tr>
  );
});

function Changes({ changes }: { changes: CheckHistory["changes"] }) {
  if (changes.length <= 1) return <p className="quiet">Always the same</p>;
  return (
    <ol>
      {changes.slice(-MAX_SHOWN).map(({ at, outcome }) => (
        <li key={at}>
          <Time at={at} form="day" /> <span data-outcome={outcome}>{OUTCOME_WORDS[outcome]}</span>
        </li>
      ))}
    </ol>
  );
}
