import { useSources } from "../../data/sources.ts";
import { countOf } from "../../lib/format.ts";
import { useTitle } from "../../lib/title.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { LinkButton } from "../../parts/link-button.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { SourceBox } from "./source.tsx";
import "./sources.css";

/** Where entries come from: how far each source is, what it left out, what may be missing. */
export default function SourcesPage() {
  useTitle("Sources");
  const { data, error, refetch } = useSources();
  if (data === undefined && error === null) return <PageSkeleton />;
  return (
    <div className="page sources">
      <PageHead title="Sources" note={data && countOf(data.sources.length, "source")} />
      {error && <Failure doing="The sources could not be read" error={error} retry={() => void refetch()} />}
      {data && data.sources.length === 0 && (
        <Empty title="No source is configured">
          <p>
            Without a source of log entries nothing is known. Name one under <code>sources:</code> in{" "}
            <code>plumbline.yaml</code> and start again.
          </p>
          <LinkButton href="/incidents">How to connect a project</LinkButton>
        </Empty>
      )}
      {data?.sources.map((source) => (
        <SourceBox key={source.id} source={source} now={Date.parse(data.now)} />
      ))}
    </div>
  );
}
