import type { IncidentResponse } from "../../../shared/api.ts";
import { visible } from "../../lib/text.ts";
import { Time } from "../../parts/time.tsx";
import { Nothing, Section } from "./section.tsx";

/** Who did what to this incident, newest first. */
export function History({ response }: { response: IncidentResponse }) {
  return (
    <Section id="history" title="History" aside={<span className="quiet">revision {response.revision}</span>}>
      {response.events.length === 0 && <Nothing>Nobody has touched this incident so far.</Nothing>}
      <ol className="timeline">
        {response.events.map(({ id, at, who, what, why }) => (
          <li key={id} className="timeline-item">
            <Time at={at} />
            <span className="timeline-kind">{visible(who)}</span>
            <p>
              {visible(what)}
              {why !== null && <span className="quiet"> {visible(why)}</span>}
            </p>
          </li>
        ))}
      </ol>
    </Section>
  );
}
