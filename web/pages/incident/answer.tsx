import { ArrowRight, CircleCheck, CircleHelp, Hourglass } from "lucide-react";
import type { ShownIncident } from "../../../shared/api-incident.ts";
import type { RemediationStep, SuccessCriterion } from "../../../shared/incident.ts";
import { nextThing } from "../../../shared/next-step.ts";
import { list } from "../../../shared/words.ts";
import { count, countOf, words } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Confidence } from "../../parts/verdict.tsx";
import { WithCode } from "../../parts/with-code.tsx";
import type { Book } from "./book.ts";
import { StepControls } from "./step-controls.tsx";

/** Of what the cause does not explain; the report names more. */
const MOST_UNEXPLAINED = 3;

/** The two things that somebody woken at night needs: the cause with how sure it is, and the next step. */
export function Answer({ book }: { book: Book }) {
  return (
    <div className="answer">
      <section className="answer-cause" aria-labelledby="cause-title">
        {book.cause ? <Cause book={book} /> : <OpenCause book={book} />}
        <p className="headline">{visible(book.incident.headline)}</p>
      </section>
      <NextStep incident={book.incident} />
    </div>
  );
}

function Cause({ book }: { book: Book }) {
  const { cause, incident } = book;
  if (!cause) return null;
  const { groups, ofGroups, entries, ofEntries } = cause.explains;
  return (
    <>
      <div className="answer-label">
        <h2 id="cause-title">Cause</h2>
        <Confidence verdict={cause.verdict} confidence={cause.confidence} />
      </div>
      <p className="answer-main">{visible(cause.title)}</p>
      <p className="answer-where">
        in {visible(cause.component)}; explains {count(groups)} of {count(ofGroups)} groups, {count(entries)} of{" "}
        {count(ofEntries)} entries
      </p>
      {incident.unexplained.length > 0 && (
        <p className="answer-where">Not explained: {visible(list(incident.unexplained, MOST_UNEXPLAINED))}</p>
      )}
    </>
  );
}

function OpenCause({ book }: { book: Book }) {
  const likely = book.incident.hypotheses.filter(({ verdict }) => verdict === "probable" || verdict === "possible");
  return (
    <>
      <div className="answer-label">
        <h2 id="cause-title">Cause</h2>
        <span className="open-label">
          <CircleHelp size={15} aria-hidden="true" /> Open
        </span>
      </div>
      <p className="answer-main">No cause is proven yet</p>
      {likely.length > 0 && (
        <ul className="answer-likely">
          {likely.slice(0, 3).map((hypothesis) => (
            <li key={hypothesis.id}>
              <Confidence verdict={hypothesis.verdict} confidence={hypothesis.confidence} /> {visible(hypothesis.title)}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function NextStep({ incident }: { incident: ShownIncident }) {
  const next = nextThing(incident.remediation);
  if (next.kind === "step") return <Step incident={incident} step={next.step} />;
  const { steps, successCriteria } = incident.remediation;
  const isWaiting = next.kind === "proof";
  return (
    <section className="answer-next" aria-labelledby="next-title">
      <div className="answer-label">
        <h2 id="next-title">Next step</h2>
      </div>
      <p className="answer-step">
        {isWaiting ? <Hourglass size={18} aria-hidden="true" /> : <CircleCheck size={18} aria-hidden="true" />}
        {isWaiting ? (
          <a href="#remediation">Wait for proof: {visible(next.criterion.title)}</a>
        ) : (
          "Nothing is left to do"
        )}
      </p>
      <p className="answer-detail">
        {isWaiting
          ? visible(next.criterion.reason)
          : steps.length === 0
            ? "No step was derived for this incident."
            : "Every criterion is met."}
      </p>
      <Proof criteria={successCriteria} isShort />
    </section>
  );
}

type StepProps = { incident: ShownIncident; step: RemediationStep };

function Step({ incident, step }: StepProps) {
  const { steps, successCriteria: criteria } = incident.remediation;
  return (
    <section className="answer-next" aria-labelledby="next-title">
      <div className="answer-label">
        <h2 id="next-title">Next step</h2>
        <span className="quiet">
          {words(step.kind)} · {steps.indexOf(step) + 1} of {steps.length}
        </span>
      </div>
      <p className="answer-step">
        <ArrowRight size={18} aria-hidden="true" />
        <a href="#remediation">{visible(step.title)}</a>
      </p>
      <p className="answer-detail">
        <WithCode text={step.detail} />
      </p>
      <StepControls incidentId={incident.id} step={step} where="next" owners={[]} />
      <Proof criteria={criteria} />
    </section>
  );
}

/** How far live checks have proved the repair. */
function Proof({ criteria, isShort = false }: { criteria: SuccessCriterion[]; isShort?: boolean }) {
  if (criteria.length === 0) return null;
  const met = criteria.filter(({ state }) => state === "met").length;
  const next = isShort ? undefined : criteria.find(({ state }) => state !== "met");
  return (
    <p className="answer-proof">
      <a href="#remediation">
        {met} of {countOf(criteria.length, "success criterion", "success criteria")} met
      </a>
      {next && <span className="quiet">; next: {visible(next.title)}</span>}
    </p>
  );
}
