import { useMemo } from "react";
import { useLocation, useParams } from "wouter";
import type { GroupResponse } from "../../../shared/api-groups.ts";
import { useGroup } from "../../data/groups.ts";
import { useShortcuts } from "../../lib/shortcuts.ts";
import { visible } from "../../lib/text.ts";
import { useTitle } from "../../lib/title.ts";
import { useUrlFilters } from "../../lib/url-filters.ts";
import { Chart } from "../../parts/chart/chart.tsx";
import { Failure } from "../../parts/failure.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { Elsewhere } from "./elsewhere.tsx";
import { GroupHead } from "./head.tsx";
import { GroupIncidents } from "./incidents.tsx";
import { MuteNote } from "./mute.tsx";
import { Samples } from "./samples.tsx";
import { Signature } from "./signature.tsx";
import { Spread } from "./spread.tsx";
import "../../parts/plain-table.css";
import "./group.css";

const NO_RANGE = { from: "", to: "" };

/** One recurring error: its course, why its entries are one group, where it comes from, and what it belongs to. */
export default function GroupPage() {
  const { id = "" } = useParams();
  const [range, setRange] = useUrlFilters(NO_RANGE);
  const { data, error, refetch } = useGroup(id, range);
  useTitle(data ? visible(data.group.title) : "Error group");
  useBackOnEscape();
  if (data)
    return <Loaded response={data} failed={error} retry={() => void refetch()} range={range} setRange={setRange} />;
  if (error === null) return <PageSkeleton />;
  return (
    <div className="page">
      <Failure doing={`Group ${id} could not be read`} error={error} retry={() => void refetch()} isPage />
    </div>
  );
}

type Props = {
  response: GroupResponse;
  failed: Error | null;
  retry: () => void;
  range: typeof NO_RANGE;
  setRange: (range: typeof NO_RANGE) => void;
};

function Loaded({ response, failed, retry, range, setRange }: Props) {
  const { group, mute, incidents } = response;
  const charted = useMemo(() => [group], [group]);
  return (
    <article className="page group-page">
      {failed && <Failure doing="What is shown may be old: it could not be read again" error={failed} retry={retry} />}
      <GroupHead response={response} />
      {mute && <MuteNote id={group.id} mute={mute} />}
      <Chart
        groups={charted}
        timeline={[]}
        window={response.range}
        zoom={range}
        setZoom={setRange}
        whole="Last 24 hours"
      />
      <Signature group={group} />
      <div className="group-columns">
        <GroupIncidents incidents={incidents} />
        <Elsewhere response={response} />
      </div>
      <Spread group={group} />
      <Samples samples={group.samples} />
    </article>
  );
}

function useBackOnEscape(): void {
  const [, navigate] = useLocation();
  const shortcuts = useMemo(() => ({ Escape: () => navigate("/groups") }), [navigate]);
  useShortcuts(shortcuts);
}
