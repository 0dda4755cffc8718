import type { EnvironmentsResponse } from "../../../shared/api-environments.ts";
import { list } from "../../../shared/words.ts";
import { useEnvironments } from "../../data/environments.ts";
import { countOf } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { useTitle } from "../../lib/title.ts";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { ComparisonBox } from "./comparison.tsx";
import { EnvironmentTable } from "./table.tsx";
import "../../parts/plain-table.css";
import "./environments.css";

/** More are counted: the table below names them. */
const MOST_NAMED = 3;

/** Each environment beside the one that others are compared with: schema, migrations, errors, revisions. */
export default function EnvironmentsPage() {
  useTitle("Environments");
  const { data, error, refetch } = useEnvironments();
  if (data === undefined && error === null) return <PageSkeleton />;
  return (
    <div className="page environments">
      <PageHead title="Environments" note={data && countOf(data.environments.length, "environment")} />
      {error && <Failure doing="The environments could not be read" error={error} retry={() => void refetch()} />}
      {data && data.environments.length === 0 && (
        <Empty title="No environment is known">
          <p>
            Environments come from <code>environments:</code> in <code>plumbline.yaml</code>, or from the projects of
            the entries that were read. Neither is there yet.
          </p>
        </Empty>
      )}
      {data?.comparisons.map((comparison) => (
        <ComparisonBox
          key={comparison.environment}
          comparison={comparison}
          environments={data.environments}
          since={data.range.from}
        />
      ))}
      {data && <NoReference {...data} />}
      {data && data.environments.length > 0 && <EnvironmentTable environments={data.environments} />}
    </div>
  );
}

/** Where some environments stand beside none: what to do about it. */
function NoReference({ environments, comparisons }: EnvironmentsResponse) {
  const compared = new Set(comparisons.map(({ environment }) => environment));
  const alone = environments.filter(({ name, isReference }) => !isReference && !compared.has(name));
  if (alone.length === 0) return null;
  return (
    <Empty title={aloneTitle(alone.map(({ name }) => visible(name)))}>
      <p>
        Mark the environment that is known to be well, mostly production, with <code>reference: true</code> in{" "}
        <code>plumbline.yaml</code>. The others then stand beside it.
      </p>
    </Empty>
  );
}

function aloneTitle(names: string[]): string {
  return names.length <= MOST_NAMED
    ? `Nothing to compare ${list(names)} with`
    : `${countOf(names.length, "environment")} have nothing to be compared with`;
}
