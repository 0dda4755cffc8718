import { useMemo } from "react";
import { useParams } from "wouter";
import type { GroupResponse } from "../../../shared/api-groups.ts";
import { errorChart } from "../../../shared/error-chart.ts";
import type { TimelineItem } from "../../../shared/incident.ts";
import { useExplanation } from "../../data/group-joins.ts";
import { useGroup } from "../../data/groups.ts";
import { useRefusals } from "../../data/rights.ts";
import { useBackOnEscape } from "../../lib/back-on-escape.ts";
import { visible } from "../../lib/text.ts";
import { useTitle } from "../../lib/title.ts";
import { useUrlFilters } from "../../lib/url-filters.ts";
import { Chart } from "../../parts/chart/chart.tsx";
import { readZoom } from "../../parts/chart/zoom.ts";
import { Failure } from "../../parts/failure.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { Ahead } from "./ahead.tsx";
import { Elsewhere } from "./elsewhere.tsx";
import { GroupHead } from "./head.tsx";
import { GroupIncidents } from "./incidents.tsx";
import { JoinDialog } from "./join-dialog.tsx";
import { MuteNote } from "./mute.tsx";
import { Parts } from "./parts.tsx";
import { Samples } from "./samples.tsx";
import { Signature } from "./signature.tsx";
import { Spread } from "./spread.tsx";
import "../../parts/plain-table.css";
import "./group.css";

const NO_RANGE = { from: "", to: "" };
const NO_MARKS: readonly TimelineItem[] = [];

/** One recurring error: its course, why its entries are one group, where it comes from, and what it belongs to. */
export default function GroupPage() {
  const { id = "" } = useParams();
  const [range, setRange] = useUrlFilters(NO_RANGE);
  const { data, error, refetch } = useGroup(id, range);
  useTitle(data ? visible(data.group.title) : "Error group");
  useBackOnEscape("/groups");
  if (data)
    return (
      <Loaded
        askedId={id}
        response={data}
        failed={error}
        retry={() => void refetch()}
        range={range}
        setRange={setRange}
      />
    );
  if (error === null) return <PageSkeleton />;
  return (
    <div className="page">
      <Failure doing={`Group ${id} could not be read`} error={error} retry={() => void refetch()} isPage />
    </div>
  );
}

type Props = {
  askedId: string;
  response: GroupResponse;
  failed: Error | null;
  retry: () => void;
  range: typeof NO_RANGE;
  setRange: (range: typeof NO_RANGE) => void;
};

function Loaded({ askedId, response, failed, retry, range, setRange }: Props) {
  const { group, mute, ahead, incidents } = response;
  const explanation = useExplanation(group.id, range);
  const refusal = useRefusals();
  const place = { environment: group.environment };
  const mayJoin = refusal("responder", place) === undefined;
  const chart = useMemo(() => errorChart([group], readZoom(range, response.range)), [group, range, response.range]);
  return (
    <article className="page group-page">
      {failed && <Failure doing="What is shown may be old: it could not be read again" error={failed} retry={retry} />}
      <GroupHead response={response} />
      {askedId !== group.id && (
        <p className="joined-note" role="note">
          Group <code>{askedId}</code> was joined to this one: its entries are counted here.
        </p>
      )}
      {ahead && <Ahead ahead={ahead} />}
      {mute && <MuteNote id={group.id} mute={mute} mayLift={refusal("commander", place) === undefined} />}
      <Chart
        chart={chart}
        timeline={NO_MARKS}
        zoom={range}
        setZoom={setRange}
        whenEmpty="Last 24 hours"
        ways={range.from === "" && range.to === "" ? [] : [{ name: "Show all", zoom: NO_RANGE }]}
      />
      <Signature group={group} explanation={explanation.data} />
      {explanation.data && <Parts explanation={explanation.data} mayJoin={mayJoin} />}
      {explanation.error && (
        <Failure
          doing="Why these entries are one group could not be read"
          error={explanation.error}
          retry={() => void explanation.refetch()}
        />
      )}
      {mayJoin && <JoinDialog group={group} />}
      <div className="group-columns">
        <GroupIncidents incidents={incidents} />
        <Elsewhere response={response} />
      </div>
      <Spread group={group} />
      <Samples samples={group.samples} />
    </article>
  );
}
