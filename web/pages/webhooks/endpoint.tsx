import { CircleCheck, CircleX, Play, Send } from "lucide-react";
import type { WebhookView } from "../../../shared/api-operations.ts";
import { useWebhookAction, type WebhookAction } from "../../data/webhooks.ts";
import { failureText } from "../../lib/failure.ts";
import { count, words } from "../../lib/format.ts";
import { tellDone, tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { Section } from "../../parts/section.tsx";
import { Time } from "../../parts/time.tsx";

/** One endpoint: where messages go, which ones, whether they arrive. */
export function Endpoint({ webhook }: { webhook: WebhookView }) {
  const { name, format, host, events, disabled, counts } = webhook;
  return (
    <Section id={`webhook-${name}`} title={name} aside={<EndpointActions webhook={webhook} />}>
      <p className="endpoint-state" data-state={disabled === null ? "on" : "off"}>
        {disabled === null ? <CircleCheck size={16} aria-hidden="true" /> : <CircleX size={16} aria-hidden="true" />}
        {disabled === null ? (
          "Gets messages"
        ) : (
          <span>
            Disabled at <Time at={disabled.at} />: it {visible(disabled.reason)}. Its messages wait until it is enabled.
          </span>
        )}
      </p>
      <dl className="endpoint-figures">
        <div>
          <dt>Host</dt>
          <dd>{visible(host)}</dd>
        </div>
        <div>
          <dt>Format</dt>
          <dd>{words(format)}</dd>
        </div>
        <div>
          <dt>Delivered</dt>
          <dd className="number">{count(counts.delivered)}</dd>
        </div>
        <div>
          <dt>Waiting</dt>
          <dd className="number">{count(counts.pending)}</dd>
        </div>
        <div>
          <dt>Given up</dt>
          <dd className="number" data-tone={counts.failed > 0 ? "bad" : undefined}>
            {count(counts.failed)}
          </dd>
        </div>
        <div>
          <dt>Events</dt>
          <dd className="endpoint-events">{events.join(", ")}</dd>
        </div>
      </dl>
    </Section>
  );
}

function EndpointActions({ webhook: { name, disabled } }: { webhook: WebhookView }) {
  const action = useWebhookAction();
  const run = (what: WebhookAction, done: string, failed: string) =>
    action.mutate(what, {
      onSuccess: () => tellDone(done),
      onError: (error) => tellFailure(failureText(failed, error), () => run(what, done, failed)),
    });
  return (
    <div className="endpoint-actions">
      {disabled !== null && (
        <button
          type="button"
          className="button button-small"
          disabled={action.isPending}
          aria-label={`Enable ${name} again`}
          onClick={() => run({ what: "enable", name }, `${name} gets messages again.`, `${name} was not enabled`)}
        >
          <Play size={14} aria-hidden="true" /> Enable again
        </button>
      )}
      <button
        type="button"
        className="button button-small"
        disabled={action.isPending}
        aria-label={`Send a test to ${name}`}
        onClick={() => run({ what: "test", name }, `A test is on its way to ${name}.`, "The test was not sent")}
      >
        <Send size={14} aria-hidden="true" /> Send a test
      </button>
    </div>
  );
}
