import type { EnvironmentView } from "../../../shared/api-environments.ts";
import { visible } from "../../lib/text.ts";
import { Age } from "../../parts/time.tsx";

type Props = { here: EnvironmentView | undefined; there: EnvironmentView | undefined };

/** The newest revision of each service, both environments side by side. */
export function Revisions({ here, there }: Props) {
  return (
    <div className="cell">
      <h3>Revisions seen last</h3>
      {[here, there].map((environment) => (
        <Side key={environment?.name ?? ""} environment={environment} />
      ))}
    </div>
  );
}

function Side({ environment }: { environment: EnvironmentView | undefined }) {
  if (environment === undefined) return null;
  return (
    <div className="revisions-side">
      <h4>{environment.name}</h4>
      {environment.services.length === 0 && <p className="quiet">No entry of it names a revision.</p>}
      <ul>
        {environment.services.map(({ name, revisions: [newest] }) => (
          <li key={name}>
            <span className="quiet">{visible(name)}</span>
            {newest && (
              <>
                <code>{visible(newest.name)}</code>
                <span className="quiet">
                  first seen <Age at={newest.firstSeen} />
                </span>
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
