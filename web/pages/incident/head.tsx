import { ChevronDown, Download, Ellipsis, UserCheck } from "lucide-react";
import { lazy, Suspense } from "react";
import { Link } from "wouter";
import type { IncidentResponse } from "../../../shared/api.ts";
import { wentInto } from "../../../shared/incident-decisions.ts";
import { useAcknowledge } from "../../data/incident.ts";
import { failureText } from "../../lib/failure.ts";
import { countOf, words } from "../../lib/format.ts";
import { tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { Severity } from "../../parts/severity.tsx";
import { Age, Time } from "../../parts/time.tsx";
import { useReadOnly } from "./read-only.ts";

// Menus take more code than the rest of the head; they come after what is read first.
const Actions = lazy(async () => ({ default: (await import("./actions.tsx")).Actions }));
const ExportMenu = lazy(async () => ({ default: (await import("./export-menu.tsx")).ExportMenu }));

/** What and where, how bad, since when; and what can be done with the incident as a whole. */
export function Head({ response, lookBack }: { response: IncidentResponse; lookBack: () => void }) {
  const { incident, analysis, past } = response;
  const readOnly = useReadOnly();
  const isReadOnly = readOnly !== undefined;
  const mayCommand = useReadOnly("commander") === undefined;
  const isMerged = wentInto(incident) !== undefined;
  const { coverage } = analysis;
  return (
    <header className="incident-head">
      <nav aria-label="Path" className="path">
        <Link href="/incidents">Incidents</Link>
        <span aria-hidden="true">/</span>
        <code>{incident.id}</code>
      </nav>
      <div className="incident-title">
        <h1>{visible(incident.title)}</h1>
        <div className="incident-actions">
          {incident.status === "open" && !isReadOnly && <Acknowledge id={incident.id} />}
          <Suspense fallback={<MenusToCome />}>
            <ExportMenu id={incident.id} at={past?.at} />
            <Actions incident={incident} isReadOnly={!mayCommand} lookBack={lookBack} />
          </Suspense>
        </div>
      </div>
      <div className="incident-meta">
        <Severity severity={incident.severity} reason={incident.severityReason} />
        <span className="badge" data-status={incident.status}>
          {isMerged ? "Merged" : words(incident.status)}
        </span>
        <span>
          {incident.service} <span className="quiet">in</span> {incident.environment}
        </span>
        <span>
          <span className="quiet">since</span> <Time at={incident.firstSeen} /> <span className="quiet">(</span>
          <Age at={incident.firstSeen} />
          <span className="quiet">)</span>
        </span>
        <span>
          <span className="quiet">last seen</span> <Age at={incident.lastSeen} />
        </span>
        <a className="coverage-link" href="#coverage">
          {countOf(coverage.read, "entry", "entries")} read
          {coverage.gaps.length > 0 && `, ${countOf(coverage.gaps.length, "gap")}`}
        </a>
      </div>
      {isReadOnly && past === undefined && !isMerged && (
        <p className="rights-note">You can look at this incident, not change it. {readOnly}</p>
      )}
    </header>
  );
}

/** Holds the place of the menus, so that nothing moves when they come. */
function MenusToCome() {
  return (
    <>
      <span className="button" aria-hidden="true">
        <Download size={16} /> Export <ChevronDown size={14} />
      </span>
      <span className="button" aria-hidden="true">
        <Ellipsis size={16} />
      </span>
    </>
  );
}

function Acknowledge({ id }: { id: string }) {
  const acknowledge = useAcknowledge(id);
  const run = () =>
    acknowledge.mutate(undefined, {
      onError: (error) => tellFailure(failureText("The incident was not acknowledged", error), run),
    });
  return (
    <button type="button" className="button" disabled={acknowledge.isPending} onClick={run}>
      <UserCheck size={16} aria-hidden="true" /> Acknowledge
    </button>
  );
}
