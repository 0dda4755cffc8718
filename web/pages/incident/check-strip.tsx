import type { CheckRunsResponse } from "../../../shared/api-incident.ts";
import { OUTCOME_WORDS } from "../../../shared/check.ts";
import { count, countOf } from "../../lib/format.ts";
import { Time } from "../../parts/time.tsx";
import "./check-strip.css";

const WIDTH = 5;
/** A fault that is there stands high, one that is not low: shape says it as well as colour. */
const HEIGHTS = { confirmed: 16, unknown: 10, refuted: 5 } as const;
const TALLEST = 16;

type Runs = CheckRunsResponse["checks"][number];

/** What a check answered each time: a bar per run, and the moments at which the answer changed. */
export function CheckStrip({ runs, total }: Pick<Runs, "runs" | "total">) {
  const changes = runs.filter(({ outcome }, index) => outcome !== runs[index - 1]?.outcome);
  const [first] = runs;
  if (first === undefined) return null;
  const isSame = changes.length === 1;
  const times =
    total > runs.length ? `the last ${count(runs.length)} of ${countOf(total, "run")}` : countOf(total, "run");
  return (
    <div className="check-strip">
      <svg
        role="img"
        aria-label={`${times}: ${changes.map(({ outcome }) => OUTCOME_WORDS[outcome]).join(", then ")}`}
        width={runs.length * WIDTH}
        height={TALLEST}
        viewBox={`0 0 ${runs.length * WIDTH} ${TALLEST}`}
      >
        {runs.map(({ at, outcome }, index) => (
          <rect
            key={at}
            data-outcome={outcome}
            x={index * WIDTH}
            y={TALLEST - HEIGHTS[outcome]}
            width={WIDTH - 1}
            height={HEIGHTS[outcome]}
          />
        ))}
      </svg>
      {isSame ? (
        <span className="quiet">
          {OUTCOME_WORDS[first.outcome]} {total === 1 ? "in its only run so far" : `in ${times}`}
        </span>
      ) : (
        <details>
          <summary>
            {countOf(changes.length - 1, "change")} in {times}
          </summary>
          <ol>
            {changes.toReversed().map(({ at, outcome }) => (
              <li key={at}>
                <Time at={at} /> <span data-outcome={outcome}>{OUTCOME_WORDS[outcome]}</span>
              </li>
            ))}
          </ol>
        </details>
      )}
    </div>
  );
}
