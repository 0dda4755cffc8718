import { type ReactNode, useCallback, useMemo, useState } from "react";
import { useParams } from "wouter";
import type { IncidentResponse } from "../../../shared/api.ts";
import type { IncidentDecision } from "../../../shared/incident.ts";
import { wentInto } from "../../../shared/incident-decisions.ts";
import { useIncident } from "../../data/incident.ts";
import { useRefusals } from "../../data/rights.ts";
import { useBackOnEscape } from "../../lib/back-on-escape.ts";
import { visible } from "../../lib/text.ts";
import { useTitle } from "../../lib/title.ts";
import { useUrlFilters } from "../../lib/url-filters.ts";
import { Failure } from "../../parts/failure.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { Answer } from "./answer.tsx";
import { openBook } from "./book.ts";
import { Contents } from "./contents.tsx";
import { Decisions } from "./decisions.tsx";
import { Facts } from "./facts.tsx";
import { Head } from "./head.tsx";
import { ReadOnly, type WhyNot } from "./read-only.ts";
import { Sections } from "./sections.tsx";
import { TimeMachine } from "./time-machine.tsx";
import { timelineWith } from "./told.ts";
import { UndoDialog } from "./undo-dialog.tsx";
import "./answer.css";
import "./incident.css";
import "./evidence.css";
import "./whys.css";
import "./remediation.css";
import "./sections.css";

const IN_URL = { at: "" };
const PAST = "This is the past: go back to now to change something.";

/** The page of one incident: the report, alive, or as it was known at a moment. */
export default function IncidentPage() {
  const { id = "" } = useParams();
  const [{ at }, setUrl] = useUrlFilters(IN_URL);
  const [isLookingBack, setIsLookingBack] = useState(false);
  const { data, error, refetch } = useIncident(id, at);
  const { data: present } = useIncident(id);
  const setAt = (moment: string, isMoving = false) => setUrl({ at: moment }, isMoving);
  useTitle(data ? visible(data.incident.title) : "Incident");
  // From the past to now, from there to the list.
  useBackOnEscape(at === "" ? "/incidents" : `/incidents/${encodeURIComponent(id)}`);
  const timeMachine = (at !== "" || isLookingBack) && (
    <TimeMachine
      id={id}
      at={at}
      setAt={(moment, isMoving) => {
        setIsLookingBack(true);
        setAt(moment, isMoving);
      }}
      shown={data}
      present={present}
      close={() => setIsLookingBack(false)}
    />
  );
  if (data && (error === null || at === "")) {
    return (
      <Loaded
        response={data}
        failed={error}
        retry={() => void refetch()}
        timeMachine={timeMachine}
        lookBack={() => setIsLookingBack(true)}
      />
    );
  }
  if (error === null) return <PageSkeleton />;
  return (
    <div className="page incident">
      {timeMachine}
      <Failure
        doing={at === "" ? `Incident ${id} could not be read` : "Nothing can be shown of that moment"}
        error={error}
        retry={() => void refetch()}
        isPage
      />
    </div>
  );
}

type LoadedProps = {
  response: IncidentResponse;
  failed: Error | null;
  retry: () => void;
  timeMachine: ReactNode;
  lookBack: () => void;
};

function Loaded({ response, failed, retry, timeMachine, lookBack }: LoadedProps) {
  const { incident, events } = response;
  const at = response.past?.at ?? "";
  const book = useMemo(() => openBook(incident, at), [incident, at]);
  const timeline = useMemo(() => timelineWith(incident, events), [incident, events]);
  const [undoing, setUndoing] = useState<IncidentDecision>();
  const refusal = useRefusals();
  const frozen = readOnlyReason(response);
  const { environment } = incident;
  const whyNot: WhyNot = useCallback(
    (least) => frozen ?? refusal(least, { environment }),
    [frozen, refusal, environment],
  );
  return (
    <ReadOnly value={whyNot}>
      <article className="page incident" data-past={response.past !== undefined}>
        {failed && (
          <Failure doing="What is shown may be old: it could not be read again" error={failed} retry={retry} />
        )}
        {timeMachine}
        <Head response={response} lookBack={lookBack} />
        <Decisions incident={incident} undo={setUndoing} />
        <Answer book={book} />
        <Facts incident={incident} />
        <div className="incident-body">
          <Contents />
          <Sections response={response} book={book} timeline={timeline} />
        </div>
        <UndoDialog incident={incident} decision={undoing} />
      </article>
    </ReadOnly>
  );
}

/** Why nothing can be changed: it is the past, or the incident went into another one. */
function readOnlyReason({ incident, past }: IncidentResponse): string | undefined {
  if (past !== undefined) return PAST;
  const other = wentInto(incident);
  return other && `This incident went into “${other.title}”: change that one.`;
}
