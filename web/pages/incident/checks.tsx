import { RotateCw } from "lucide-react";
import type { Check } from "../../../shared/check.ts";
import type { Incident } from "../../../shared/incident.ts";
import { useRunChecks } from "../../data/incident.ts";
import { failureText } from "../../lib/failure.ts";
import { countOf, duration, words } from "../../lib/format.ts";
import { tellDone, tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { CheckOutcome } from "../../parts/check-outcome.tsx";
import { Query } from "../../parts/query.tsx";
import { Nothing, Section } from "../../parts/section.tsx";
import { Age } from "../../parts/time.tsx";

/** What the live systems were asked, what they answered, and a way to ask again. */
export function Checks({ incident }: { incident: Incident }) {
  const run = useRunChecks(incident.id);
  const start = (checkId?: string) =>
    run.mutate(checkId, {
      onSuccess: ({ checks }) => tellDone(`${countOf(checks.length, "check")} ran again: ${summary(checks)}.`),
      onError: (error) => tellFailure(failureText("The checks did not run", error), () => start(checkId)),
    });
  const aside = incident.checks.length > 0 && (
    <button type="button" className="button button-small" disabled={run.isPending} onClick={() => start()}>
      <RotateCw size={14} aria-hidden="true" /> {run.isPending ? "Running" : "Run all again"}
    </button>
  );
  return (
    <Section id="checks" title="Live checks" aside={aside}>
      <p className="section-note">
        Confirmed means that the suspected fault is there. Unknown is never taken for fine.
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
            isRunning={run.isPending && (run.variables === undefined || run.variables === check.id)}
            again={() => start(check.id)}
          />
        ))}
      </ul>
    </Section>
  );
}

function CheckRow({ check, isRunning, again }: { check: Check; isRunning: boolean; again: () => void }) {
  return (
    <li className="check" data-outcome={check.outcome}>
      <CheckOutcome outcome={check.outcome} />
      <div className="check-text">
        <p>{visible(check.statement)}</p>
        <p className="quiet">{visible(check.reason)}</p>
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
          disabled={isRunning}
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
  return `${many("confirmed")} confirmed, ${many("refuted")} refuted, ${many("unknown")} unknown`;
}
