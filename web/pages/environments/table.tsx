import { Link } from "wouter";
import type { EnvironmentView } from "../../../shared/api-environments.ts";
import { count, countOf } from "../../lib/format.ts";
import { toQuery } from "../../lib/url-filters.ts";
import { Section } from "../../parts/section.tsx";

/** What is configured and was read of each environment. */
export function EnvironmentTable({ environments }: { environments: EnvironmentView[] }) {
  return (
    <Section id="all" title="All environments">
      <div className="environment-table">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Environment</th>
              <th scope="col">Projects</th>
              <th scope="col">Database</th>
              <th scope="col">Migrations</th>
              <th scope="col">Endpoints</th>
              <th scope="col">Errors in 24 h</th>
            </tr>
          </thead>
          <tbody>
            {environments.map((environment) => (
              <Row key={environment.name} environment={environment} />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

function Row({ environment }: { environment: EnvironmentView }) {
  const { name, isReference, isConfigured, projects, hasDatabase, migrationTool, endpoints, groups, entries } =
    environment;
  return (
    <tr>
      <th scope="row">
        {name} {isReference && <span className="badge">Reference</span>}{" "}
        {!isConfigured && <span className="badge">Not in plumbline.yaml</span>}
      </th>
      <td data-label="Projects">
        {projects.length === 0 ? <span className="quiet">None named</span> : projects.join(", ")}
      </td>
      <td data-label="Database">
        {hasDatabase ? "Read-only" : <span className="quiet">None: its checks stay unknown</span>}
      </td>
      <td data-label="Migrations">{migrationTool ?? <span className="quiet">No tool named</span>}</td>
      <td className="number" data-label="Endpoints">
        {count(endpoints)}
      </td>
      <td className="number" data-label="Errors in 24 h">
        <Link href={`/groups${toQuery({ environment: name })}`}>
          {countOf(groups, "group")}, {countOf(entries, "entry", "entries")}
        </Link>
      </td>
    </tr>
  );
}
