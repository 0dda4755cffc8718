import type { Evidence } from "../../../shared/incident.ts";
import { useLines, type Viewed, type WantedLines } from "../../data/incident-parts.ts";
import { Failure } from "../../parts/failure.tsx";
import { LogLines } from "../../parts/log-lines.tsx";
import { Skeleton } from "../../parts/skeleton.tsx";

/** Lines that show what a piece of evidence says, where it does not name which. */
const FEW = 3;

/** The log lines that are kept of a group. */
export function GroupLines({ viewed, groupId }: { viewed: Viewed; groupId: string }) {
  return <Lines viewed={viewed} wanted={{ group: groupId }} />;
}

/** The log lines that a piece of evidence cites: those it names, else some of its group. */
export function EvidenceLines({ viewed, evidence }: { viewed: Viewed; evidence: Evidence }) {
  const { groupId, insertIds = [] } = evidence.ref;
  if (insertIds.length > 0) return <Lines viewed={viewed} wanted={{ group: groupId, entries: insertIds }} />;
  return groupId === undefined ? null : <Lines viewed={viewed} wanted={{ group: groupId }} most={FEW} />;
}

function Lines({ viewed, wanted, most }: { viewed: Viewed; wanted: WantedLines; most?: number }) {
  const { data, error, refetch } = useLines(viewed, wanted);
  if (error) return <Failure doing="The log lines could not be read" error={error} retry={() => void refetch()} />;
  if (data === undefined) return <Skeleton />;
  const { entries = [] } = wanted;
  if (data.lines.length > 0) return <LogLines samples={data.lines.slice(0, most)} />;
  if (entries.length === 0) return null;
  return (
    <p className="quiet">
      Entries <code>{entries.join(", ")}</code>; their lines are not among the samples kept.
    </p>
  );
}
