import { RotateCw } from "lucide-react";
import type { CheckRunsResponse, ShownIncident } from "../../../shared/api-incident.ts";
import type { Check } from "../../../shared/check.ts";
import { useRunChecks } from "../../data/incident.ts";
import { useCheckRuns } from "../../data/incident-history.ts";
import { failureText } from "../../lib/failure.ts";
import { countOf, duration, words } from "../../lib/format.ts";
import { tellDone, tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { CheckOutcome } from "../../parts/check-outcome.tsx";
import { Query } from "../../parts/query.tsx";
import { Nothing, Section } from "../../parts/section.tsx";
import { Age } from "../../parts/time.tsx";
import { CheckStrip } from "./check-strip.tsx";
import { useReadOnly } from "./read-only.ts";

/** What the live systems were asked, what they answered, and a way to ask again. */
export function Checks({ incident, at }: { incident: ShownIncident; at: string }) {
  const run = useRunChecks(incident.id);
  const readOnly = useReadOnly();
  const { data: history } = useCheckRuns(incident.id, at);
  const start = (checkId?: string) =>
    run.mutate(checkId, {
      onSuccess: ({ checks }) => tellDone(`${countOf(checks.length, "check")} ran again: ${summary(checks)}.`),
      onError: (error) => tellFailure(failureText("The checks did not run", error), () => start(checkId)),
    });
  const aside = incident.checks.length > 0 && (
    <button
      type="button"
      className="button button-small"
      disabled={run.isPending || readOnly !== undefined}
      title={readOnly}
      onClick={() => start()}
    >
      <RotateCw size={14} aria-hidden="true" /> {run.isPending ? "Running" : "Run all again"}
    </button>
  );
  return (
    <Section id="checks" title="Live checks" aside={aside}>
      <p className="section-note">
        Each looks for one fault that is suspected. Unknown means that it could not look, and is never taken for fine.
      </p>
      {incident.checks.length === 0 && (
        <Nothing>
          No check was asked. Name the environment's database and endpoints in plumbline.yaml to allow them.
        </Nothing>
      )}
      <ul className="checks" aria-live="polite" aria-busy={run.isPending}>
        {incident.checks.map((check) => (
          <CheckRow
            key={check.id}
            check={check}
            runs={history?.checks.find(({ checkId }) => checkId === check.id)}
            readOnly={readOnly}
            isRunning={run.isPending && (run.variables === undefined || run.variables === check.id)}
            again={() => start(check.id)}
          />
        ))}
      </ul>
    </Section>
  );
}

type CheckRowProps = {
  check: Check;
  /** When it ran and what it answered; undefined while that is read. */
  runs: CheckRunsResponse["checks"][number] | undefined;
  isRunning: boolean;
  /** Why it can't be run; undefined where it can. */
  readOnly: string | undefined;
  again: () => void;
};

function CheckRow({ check, runs, isRunning, readOnly, again }: CheckRowProps) {
  return (
    <li className="check" data-outcome={check.outcome}>
      <CheckOutcome outcome={check.outcome} />
      <div className="check-text">
        <p>{visible(check.statement)}</p>
        {!check.statement.includes(check.reason) && <p className="quiet">{visible(check.reason)}</p>}
        {runs && <CheckStrip {...runs} />}
        <details>
          <summary>
            {words(check.kind)} <code>{visible(check.target)}</code> in {check.environment}
          </summary>
          <Query text={check.how} />
          {Object.keys(check.detail).length > 0 && (
            <Query caption="What was seen" text={JSON.stringify(check.detail, undefined, 2)} />
          )}
        </details>
      </div>
      <div className="check-end">
        <span className="quiet">
          <Age at={check.at} />, took {duration(check.durationMs)}
        </span>
        <button
          type="button"
          className="button button-small"
          disabled={isRunning || readOnly !== undefined}
          title={readOnly}
          aria-label={`Run again: ${words(check.kind)} ${check.target} in ${check.environment}`}
          onClick={again}
        >
          <RotateCw size={14} aria-hidden="true" /> {isRunning ? "Running" : "Run again"}
        </button>
      </div>
    </li>
  );
}

function summary(checks: Check[]): string {
  const many = (outcome: Check["outcome"]) => checks.filter((check) => check.outcome === outcome).length;
  return `${many("confirmed")} found a fault, ${many("refuted")} found none, ${many("unknown")} could not look`;
}
