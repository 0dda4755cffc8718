import { CircleCheck, CircleX, Pause, Play, RotateCw, Send, TriangleAlert } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { WebhookView } from "../../../shared/api-operations.ts";
import { DAY, HOUR } from "../../../shared/time.ts";
import { useWebhookAction, type WebhookAction } from "../../data/webhooks.ts";
import { failureText } from "../../lib/failure.ts";
import { count, words } from "../../lib/format.ts";
import { tellDone, tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { Section } from "../../parts/section.tsx";
import { Time } from "../../parts/time.tsx";

type Props = {
  webhook: WebhookView;
  /** Why the newest attempt failed; undefined where it did not. */
  trouble: string | undefined;
  mayChange: boolean;
};

/** One endpoint: where messages go, which ones, whether they arrive. */
export function Endpoint({ webhook, trouble, mayChange }: Props) {
  const { name, format, host, environments, events, disabled, counts } = webhook;
  const Icon = disabled !== null ? CircleX : trouble === undefined ? CircleCheck : TriangleAlert;
  return (
    <Section id={`webhook-${name}`} title={name} aside={mayChange && <EndpointActions webhook={webhook} />}>
      <p className="endpoint-state" data-state={disabled !== null ? "off" : trouble === undefined ? "on" : "trouble"}>
        <Icon size={16} aria-hidden="true" />
        {disabled === null ? (
          <span>
            {trouble === undefined ? "Gets messages" : `The last message did not arrive: ${visible(trouble)}`}
          </span>
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
          <dt>Environments</dt>
          <dd>{environments === null ? "all" : environments.map(visible).join(", ")}</dd>
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
      {disabled === null && (
        <button
          type="button"
          className="button button-small"
          disabled={action.isPending}
          aria-label={`Pause ${name}`}
          onClick={() =>
            run({ what: "pause", name }, `${name} gets nothing; its messages wait.`, `${name} was not paused`)
          }
        >
          <Pause size={14} aria-hidden="true" /> Pause
        </button>
      )}
      <ReplayMenu name={name} isPending={action.isPending} run={run} />
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

const SINCE = [
  [HOUR, "the last hour"],
  [DAY, "the last day"],
  [7 * DAY, "the last week"],
  [30 * DAY, "the last 30 days"],
] as const;

type ReplayProps = {
  name: string;
  isPending: boolean;
  run: (what: WebhookAction, done: string, failed: string) => void;
};

/** Sends everything again that was written in a time: the same ids, so that a consumer drops what it has. */
function ReplayMenu({ name, isPending, run }: ReplayProps) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className="button button-small"
        disabled={isPending}
        aria-label={`Send messages to ${name} again`}
      >
        <RotateCw size={14} aria-hidden="true" /> Send again…
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
          {SINCE.map(([ms, words]) => (
            <DropdownMenu.Item
              key={ms}
              className="menu-item"
              onSelect={() =>
                run(
                  { what: "replay", name, since: new Date(Date.now() - ms).toISOString() },
                  `All messages of ${words} are sent to ${name} again, under their ids.`,
                  "The messages were not sent again",
                )
              }
            >
              All of {words}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
