import { MessageSquare } from "lucide-react";
import { Link } from "wouter";
import type { IncidentEvent, IncidentResponse } from "../../../shared/api.ts";
import { visible } from "../../lib/text.ts";
import { Nothing, Section } from "../../parts/section.tsx";
import { Time } from "../../parts/time.tsx";
import { Say } from "./say.tsx";

/** Who did and said what about this incident, newest first. */
export function History({ response }: { response: IncidentResponse }) {
  const { incident, events, revision } = response;
  return (
    <Section
      id="history"
      title="History and comments"
      aside={<span className="quiet">revision {revision} of this incident</span>}
    >
      <Say incidentId={incident.id} label="Comment" hint="Write a comment for the others" button="Comment" />
      {events.length === 0 && <Nothing>Nobody has touched this incident so far.</Nothing>}
      <ol className="timeline">
        {events.map((event) => (
          <Event key={event.id} event={event} incidentId={incident.id} />
        ))}
      </ol>
    </Section>
  );
}

type EventProps = { event: IncidentEvent; incidentId: string };

function Event({ event: { at, kind, who, what, why }, incidentId }: EventProps) {
  const isComment = kind === "comment";
  return (
    <li className="timeline-item" data-kind={kind}>
      <Link
        className="moment-link"
        href={`/incidents/${encodeURIComponent(incidentId)}?at=${at}`}
        aria-label={`What was known at ${at}`}
      >
        <Time at={at} />
      </Link>
      <span className="timeline-kind">
        {isComment && <MessageSquare size={15} aria-hidden="true" />} {visible(who)}
      </span>
      {isComment ? (
        <p className="comment">{visible(why ?? "")}</p>
      ) : (
        <div>
          <p>{visible(what)}</p>
          {why !== null && <p className="quiet history-why">{visible(why)}</p>}
        </div>
      )}
    </li>
  );
}
