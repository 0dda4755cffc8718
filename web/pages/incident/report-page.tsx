import { Link, useParams } from "wouter";
import type { IncidentResponse } from "../../../shared/api.ts";
import type { Role } from "../../../shared/auth-config.ts";
import { zoneNamed } from "../../../shared/zone.ts";
import { useIncident } from "../../data/incident.ts";
import { type ReportChoice, useReports } from "../../data/reports.ts";
import { useRefusals } from "../../data/rights.ts";
import { useBackOnEscape } from "../../lib/back-on-escape.ts";
import { visible } from "../../lib/text.ts";
import { useTitle } from "../../lib/title.ts";
import { useUrlFilters } from "../../lib/url-filters.ts";
import { Failure } from "../../parts/failure.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { ReportChanges } from "./report-changes.tsx";
import { ReportPreview } from "./report-preview.tsx";
import { ReportToolbar } from "./report-toolbar.tsx";
import { ReportVersions } from "./report-versions.tsx";
import { ReportWords } from "./report-words.tsx";
import "./report.css";

const NO_CHOICE = { version: "", audience: "", zone: "", from: "" };

/** The report of an incident: what people write into it, its versions, and how it reads. */
export default function ReportPage() {
  const { id = "" } = useParams();
  const { data, error, refetch } = useIncident(id);
  useTitle(data ? `Report: ${visible(data.incident.title)}` : "Report");
  useBackOnEscape(`/incidents/${id}`);
  if (data) return <Loaded response={data} />;
  if (error === null) return <PageSkeleton />;
  return (
    <div className="page">
      <Failure doing={`Incident ${id} could not be read`} error={error} retry={() => void refetch()} isPage />
    </div>
  );
}

function Loaded({ response }: { response: IncidentResponse }) {
  const { incident, revision } = response;
  const { data, error, refetch } = useReports(incident.id);
  const refusal = useRefusals();
  const mayNot = (least: Role) => refusal(least, { environment: incident.environment });
  const [asked, ask] = useUrlFilters(NO_CHOICE);
  const version = data?.versions.find(({ number }) => String(number) === asked.version);
  const audience = asked.audience === "public" || asked.audience === "internal" ? asked.audience : version?.audience;
  const choice: ReportChoice = {
    version: version?.number,
    audience: audience ?? "internal",
    zone: zoneNamed(asked.zone),
  };
  return (
    <article className="page report">
      <header>
        <nav aria-label="Path" className="path">
          <Link href="/incidents">Incidents</Link>
          <span aria-hidden="true">/</span>
          <Link href={`/incidents/${incident.id}`}>
            <code>{incident.id}</code>
          </Link>
        </nav>
        <h1>Report</h1>
        <p className="report-about">{visible(incident.title)}</p>
      </header>
      <ReportToolbar
        id={incident.id}
        choice={choice}
        versions={data?.versions ?? []}
        ask={ask}
        maySave={mayNot("responder") === undefined}
      />
      {error && <Failure doing="The versions could not be read" error={error} retry={() => void refetch()} />}
      <div className="report-body">
        <ReportPreview id={incident.id} choice={choice} state={version?.markedAt ?? revision} />
        <div className="report-side">
          <ReportVersions id={incident.id} versions={data?.versions} shown={choice.version} ask={ask} mayNot={mayNot} />
          <ReportChanges id={incident.id} reports={data} shown={choice.version} from={asked.from} ask={ask} />
          <ReportWords incident={incident} mayNot={mayNot} />
        </div>
      </div>
    </article>
  );
}
