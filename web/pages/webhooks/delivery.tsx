import { CircleCheck, CircleX, Hourglass, RotateCw } from "lucide-react";
import { Link } from "wouter";
import type { DeliveryView } from "../../../shared/api-operations.ts";
import { useWebhookAction } from "../../data/webhooks.ts";
import { failureText } from "../../lib/failure.ts";
import { countOf, duration } from "../../lib/format.ts";
import { tellDone, tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { Age, Time } from "../../parts/time.tsx";

const STATES = {
  pending: [Hourglass, "Waiting"],
  delivered: [CircleCheck, "Delivered"],
  failed: [CircleX, "Given up"],
} as const;

/** One message to one endpoint, with each attempt. */
export function Delivery({ delivery, mayReplay }: { delivery: DeliveryView; mayReplay: boolean }) {
  const { messageId, endpoint, incidentId, type, state, attempts } = delivery;
  const [Icon, word] = STATES[state];
  const last = attempts.at(-1);
  return (
    <li className="delivery" data-state={state}>
      <span className="delivery-state">
        <Icon size={15} aria-hidden="true" /> {word}
      </span>
      <div className="delivery-text">
        <p>
          <code>{type}</code> <span className="quiet">to</span> {visible(endpoint)}
          {type.startsWith("incident.") && (
            <>
              {" "}
              <span className="quiet">about</span> <Link href={`/incidents/${incidentId}`}>{incidentId}</Link>
            </>
          )}
        </p>
        {last?.error && <p className="delivery-error">{visible(last.error)}</p>}
        <details hidden={attempts.length === 0}>
          <summary>{countOf(attempts.length, "attempt")}</summary>
          <p className="quiet">
            webhook-id <code>{messageId}</code>
          </p>
          <ol>
            {attempts.map(({ attempt, at, durationMs, status, error, answer }) => (
              <li key={attempt}>
                {attempt}. <Time at={at} />, {outcomeOf(status, error, durationMs)}
                {answer !== null && answer !== "" && <pre className="delivery-answer">{visible(answer)}</pre>}
              </li>
            ))}
          </ol>
        </details>
      </div>
      <div className="delivery-end">
        <span className="quiet">{last ? <Age at={last.at} /> : "not tried yet"}</span>
        {mayReplay && <Replay name={endpoint} messageId={messageId} />}
      </div>
    </li>
  );
}

/** `answered 204 after 84 ms`, `no answer after 84 ms: connection refused`; an error that tells the answer tells it alone. */
function outcomeOf(status: number | null, error: string | null, durationMs: number): string {
  const after = `after ${duration(durationMs)}`;
  if (status === null) return `no answer ${after}${error === null ? "" : `: ${visible(error)}`}`;
  const answered = `answered ${status}`;
  if (error === null) return `${answered} ${after}`;
  return error.startsWith(answered) ? `${visible(error)} ${after}` : `${answered} ${after}: ${visible(error)}`;
}

function Replay({ name, messageId }: { name: string; messageId: string }) {
  const action = useWebhookAction();
  const run = () =>
    action.mutate(
      { what: "replay", name, messageId },
      {
        onSuccess: () => tellDone(`The message is sent to ${name} again, under the same webhook-id.`),
        onError: (error) => tellFailure(failureText("The message was not sent again", error), run),
      },
    );
  return (
    <button
      type="button"
      className="button button-small"
      disabled={action.isPending}
      aria-label={`Send ${messageId} to ${name} again`}
      onClick={run}
    >
      <RotateCw size={14} aria-hidden="true" /> Send again
    </button>
  );
}
