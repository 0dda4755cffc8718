import { useMemo } from "react";
import { useLocation, useParams } from "wouter";
import type { IncidentResponse } from "../../../shared/api.ts";
import { useIncident } from "../../data/incident.ts";
import { useShortcuts } from "../../lib/shortcuts.ts";
import { visible } from "../../lib/text.ts";
import { useTitle } from "../../lib/title.ts";
import { useUrlFilters } from "../../lib/url-filters.ts";
import { Chart } from "../../parts/chart/chart.tsx";
import { Failure } from "../../parts/failure.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { Answer } from "./answer.tsx";
import { openBook } from "./book.ts";
import { Checks } from "./checks.tsx";
import { Contents } from "./contents.tsx";
import { Coverage } from "./coverage.tsx";
import { Facts } from "./facts.tsx";
import { Groups } from "./groups.tsx";
import { Head } from "./head.tsx";
import { History } from "./history.tsx";
import { Hypotheses } from "./hypotheses.tsx";
import { Remediation } from "./remediation.tsx";
import { Timeline } from "./timeline.tsx";
import { Whys } from "./whys.tsx";
import "./answer.css";
import "./incident.css";
import "./evidence.css";
import "./whys.css";
import "./remediation.css";
import "./sections.css";

const NO_ZOOM = { from: "", to: "" };

/** The page of one incident: the report, alive. */
export default function IncidentPage() {
  const { id = "" } = useParams();
  const { data, error, refetch } = useIncident(id);
  useTitle(data ? visible(data.incident.title) : "Incident");
  useBackOnEscape();
  if (data) return <Loaded response={data} failed={error} retry={() => void refetch()} />;
  if (error === null) return <PageSkeleton />;
  return (
    <div className="page">
      <Failure doing={`Incident ${id} could not be read`} error={error} retry={() => void refetch()} isPage />
    </div>
  );
}

function Loaded({ response, failed, retry }: { response: IncidentResponse; failed: Error | null; retry: () => void }) {
  const { incident, analysis } = response;
  const book = useMemo(() => openBook(incident), [incident]);
  const [zoom, setZoom] = useUrlFilters(NO_ZOOM);
  return (
    <article className="page incident">
      {failed && <Failure doing="What is shown may be old: it could not be read again" error={failed} retry={retry} />}
      <Head response={response} />
      <Answer book={book} />
      <Facts incident={incident} />
      <div className="incident-body">
        <Contents />
        <div className="incident-sections">
          <Chart
            groups={incident.groups}
            timeline={incident.timeline}
            window={analysis.window}
            zoom={zoom}
            setZoom={setZoom}
          />
          <Whys book={book} />
          <Remediation response={response} />
          <Hypotheses book={book} />
          <Checks incident={incident} />
          <Groups groups={incident.groups} window={analysis.window} />
          <Timeline book={book} />
          <History response={response} />
          <Coverage analysis={analysis} />
        </div>
      </div>
    </article>
  );
}

function useBackOnEscape(): void {
  const [, navigate] = useLocation();
  const shortcuts = useMemo(() => ({ Escape: () => navigate("/incidents") }), [navigate]);
  useShortcuts(shortcuts);
}
