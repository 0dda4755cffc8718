import { Link } from "wouter";
import type { GroupResponse } from "../../../shared/api-groups.ts";
import { words } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Role } from "../../parts/role.tsx";
import { Nothing, Section } from "../../parts/section.tsx";
import { Severity } from "../../parts/severity.tsx";
import { Age } from "../../parts/time.tsx";

/** The incidents that the group belongs to, and the part it plays in each. */
export function GroupIncidents({ incidents }: { incidents: GroupResponse["incidents"] }) {
  return (
    <Section id="incidents" title="Incidents">
      {incidents.length === 0 && (
        <Nothing>None: it was neither new, nor steady, nor more than usual, so it opened no incident.</Nothing>
      )}
      <ul className="group-incidents">
        {incidents.map(({ id, title, role, status, severity, lastSeen }) => (
          <li key={id}>
            <Role role={role} />
            <div>
              <Link href={`/incidents/${id}`}>{visible(title)}</Link>
              <p className="quiet">
                <Severity severity={severity} /> <span className="badge">{words(status)}</span>
                <span>
                  last seen <Age at={lastSeen} />
                </span>
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
