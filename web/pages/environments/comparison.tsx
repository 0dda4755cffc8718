import { RotateCw } from "lucide-react";
import { Link } from "wouter";
import type { Comparison, EnvironmentView, SignatureView } from "../../../shared/api-environments.ts";
import { useLook } from "../../data/environments.ts";
import { useRefusal } from "../../data/rights.ts";
import { failureText } from "../../lib/failure.ts";
import { countOf } from "../../lib/format.ts";
import { tellDone, tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { CheckCell } from "./check-cell.tsx";
import { Revisions } from "./revisions.tsx";

/** `since`: when the 24 hours began that errors are counted in, RFC 3339. */
type Props = { comparison: Comparison; environments: EnvironmentView[]; since: string };

/** One environment against the reference; each cell says what it rests on. */
export function ComparisonBox({ comparison, environments, since }: Props) {
  const { environment, reference, onlyHere, onlyThere, inBoth } = comparison;
  const here = environments.find(({ name }) => name === environment);
  const there = environments.find(({ name }) => name === reference);
  const titleId = `compare-${environment}`;
  return (
    <section className="section comparison" aria-labelledby={titleId}>
      <div className="section-head">
        <h2 id={titleId}>
          {environment} <span className="quiet">against</span> {reference}
        </h2>
        <AskLive name={environment} isConfigured={here?.isConfigured === true} />
      </div>
      <div className="cells">
        <CheckCell
          title="Schema"
          check={comparison.drift}
          words={{ confirmed: "They differ", refuted: "They agree" }}
          never={neverDrift(here, there)}
        />
        <CheckCell
          title="Migrations"
          check={comparison.migrations}
          words={{ confirmed: "Not the same state", refuted: "The same state" }}
          never={neverMigrations(here)}
        />
        <SignatureCell
          title={`Errors in ${environment} alone`}
          signatures={onlyHere}
          wasRead={wasRead(here, since)}
          none={here?.entries === 0 ? "It had no error in 24 hours." : `All its errors are in ${reference}, too.`}
          note={inBoth === 0 ? "no error is in both" : `${countOf(inBoth, "error is", "errors are")} in both`}
        />
        <SignatureCell
          title={`Errors in ${reference} alone`}
          signatures={onlyThere}
          wasRead={wasRead(there, since)}
          none={there?.entries === 0 ? "It had no error in 24 hours." : `All its errors are in ${environment}, too.`}
          note="in the last 24 hours"
        />
        <Revisions here={here} there={there} />
      </div>
    </section>
  );
}

function AskLive({ name, isConfigured }: { name: string; isConfigured: boolean }) {
  const look = useLook();
  const refused = useRefusal("responder", { environment: name });
  const ask = () =>
    look.mutate(name, {
      onSuccess: () => tellDone(`The databases of ${name} and of the reference were asked.`),
      onError: (error) => tellFailure(failureText("The databases were not asked", error), ask),
    });
  return (
    <button
      type="button"
      className="button button-small"
      disabled={!isConfigured || refused !== undefined || look.isPending}
      title={isConfigured ? refused : `Name ${name} under environments: in plumbline.yaml to ask its database.`}
      aria-label={`Ask the live systems of ${name} now`}
      onClick={ask}
    >
      <RotateCw size={14} aria-hidden="true" /> {look.isPending ? "Asking" : "Ask live"}
    </button>
  );
}

function neverDrift(here: EnvironmentView | undefined, there: EnvironmentView | undefined): string {
  const missing = [here, there].find((one) => one?.hasDatabase !== true);
  if (missing !== undefined) return `${missing.name} has no database in plumbline.yaml, so its schema can't be seen.`;
  return "Nobody asked yet: no incident needed it. Ask live to compare the two.";
}

function neverMigrations(here: EnvironmentView | undefined): string {
  if (here?.hasDatabase !== true) return "No database is named in plumbline.yaml, so its version table can't be seen.";
  return "Nobody asked yet: no incident needed it. Ask live to compare the two.";
}

/** Whether anything came of an environment in that time: without that, silence says nothing. */
function wasRead(environment: EnvironmentView | undefined, since: string): boolean {
  if (environment === undefined) return false;
  const revisions = environment.services.flatMap((service) => service.revisions);
  return environment.entries > 0 || revisions.some(({ lastSeen }) => lastSeen >= since);
}

type CellProps = { title: string; signatures: SignatureView[]; wasRead: boolean; none: string; note: string };

function SignatureCell({ title, signatures, wasRead: isKnown, none, note }: CellProps) {
  if (signatures.length === 0 && !isKnown) {
    return (
      <div className="cell">
        <h3>{title}</h3>
        <p className="cell-answer" data-tone="unknown">
          Not known
        </p>
        <p className="quiet">Nothing of it was read in 24 hours.</p>
      </div>
    );
  }
  return (
    <div className="cell">
      <h3>{title}</h3>
      <p className="cell-answer number" data-tone={signatures.length === 0 ? "good" : "high"}>
        {signatures.length === 0 ? "None" : countOf(signatures.length, "error")}
      </p>
      <p className="quiet">{signatures.length === 0 ? none : note}</p>
      <ul className="signatures">
        {signatures.slice(0, 5).map(({ id, title: name, count: many }) => (
          <li key={id}>
            <Link href={`/groups/${id}`}>{visible(name)}</Link>{" "}
            <span className="quiet">{countOf(many, "entry", "entries")}</span>
          </li>
        ))}
      </ul>
      {signatures.length > 5 && <p className="quiet">and {countOf(signatures.length - 5, "more", "more")}</p>}
    </div>
  );
}
