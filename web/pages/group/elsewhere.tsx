import { Link } from "wouter";
import type { GroupResponse } from "../../../shared/api-groups.ts";
import { countOf } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Nothing, Section } from "../../parts/section.tsx";
import { Age } from "../../parts/time.tsx";

const MEANING = {
  yes: "The reference environment shows the same error: it is not what sets this environment apart.",
  no: "The reference environment was read in this time and does not show it: look for what differs between the two.",
  unseen: "Nothing of the reference environment was read in this time, so nobody can say.",
  "is-reference": "This is the environment that others are compared with.",
  none: "No environment is marked with reference: true in plumbline.yaml.",
} as const;

/** The same signature in other environments and services. */
export function Elsewhere({ response: { group, elsewhere } }: { response: GroupResponse }) {
  return (
    <Section id="elsewhere" title="The same error elsewhere">
      <p className="section-note">{MEANING[group.sameInReference]}</p>
      {elsewhere.length === 0 && <Nothing>No other environment or service shows this signature.</Nothing>}
      {elsewhere.length > 0 && (
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Environment</th>
              <th scope="col">Service</th>
              <th scope="col">In this time</th>
              <th scope="col">Last seen</th>
            </tr>
          </thead>
          <tbody>
            {elsewhere.map(({ id, environment, service, count: many, lastSeen }) => (
              <tr key={id}>
                <th scope="row">{environment}</th>
                <td>
                  <Link href={`/groups/${id}`}>{visible(service)}</Link>
                </td>
                <td className="number">{countOf(many, "entry", "entries")}</td>
                <td>
                  <Age at={lastSeen} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}
