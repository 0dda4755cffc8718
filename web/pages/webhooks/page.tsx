import { useState } from "react";
import type { DeliveryView } from "../../../shared/api-operations.ts";
import { DELIVERY_STATES } from "../../../shared/api-operations.ts";
import { placeOf, useRefusals } from "../../data/rights.ts";
import { useWebhooks, useWebhooksRead } from "../../data/webhooks.ts";
import { countOf, words } from "../../lib/format.ts";
import { useTitle } from "../../lib/title.ts";
import { useUrlFilters } from "../../lib/url-filters.ts";
import { Copyable } from "../../parts/copyable.tsx";
import { Empty } from "../../parts/empty.tsx";
import { Failure } from "../../parts/failure.tsx";
import { Choice, FilterRow, Options } from "../../parts/filter-fields.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { Nothing, Section } from "../../parts/section.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { Delivery } from "./delivery.tsx";
import { Endpoint } from "./endpoint.tsx";
import { Maintenance } from "./maintenance.tsx";
import "./webhooks.css";

const NO_FILTERS = { endpoint: "", state: "" };
const PAGE = 50;
const SNIPPET = `webhooks:
  - name: pager
    url: "\${ALERT_URL}"
    format: standard
    secret: "\${ALERT_SECRET}"`;

/** Who is told: endpoints, each message with its attempts, and ways to try, enable and send again. */
export default function WebhooksPage() {
  useTitle("Webhooks");
  const { data, error, refetch } = useWebhooks();
  const isRead = useWebhooksRead();
  const refusal = useRefusals();
  const mayChangeAll = refusal("admin", "everywhere") === undefined;
  const open = (data?.webhooks ?? []).filter(({ environments }) =>
    (environments?.map(placeOf) ?? [placeOf(null)]).every((place) => refusal("admin", place) === undefined),
  );
  const mayChange = (endpoint: string) => open.some(({ name }) => name === endpoint);
  if (!isRead) return <PageSkeleton />;
  return (
    <div className="page webhooks">
      <PageHead title="Webhooks" note={data && countOf(data.webhooks.length, "endpoint")} />
      {error && <Failure doing="The webhooks could not be read" error={error} retry={() => void refetch()} />}
      {data && data.webhooks.length === 0 && (
        <Empty title="Nobody is told of incidents">
          <p>
            No endpoint is named in <code>plumbline.yaml</code>. Messages are signed, sent at least once, and tried
            again over three days. Formats: standard, CloudEvents, Alertmanager, PagerDuty, Slack, Google Chat, Teams,
            or a template of yours.
          </p>
          <Copyable label="A webhook in plumbline.yaml" text={SNIPPET} />
        </Empty>
      )}
      {data?.webhooks.map((webhook) => (
        <Endpoint
          key={webhook.name}
          webhook={webhook}
          trouble={troubleOf(webhook.name, data.deliveries)}
          mayChange={mayChange(webhook.name)}
        />
      ))}
      {data && data.webhooks.length > 0 && (
        <Maintenance endpoints={open.map(({ name }) => name)} mayChangeAll={mayChangeAll} />
      )}
      {data && (data.webhooks.length > 0 || data.deliveries.length > 0) && (
        <Deliveries deliveries={data.deliveries} mayReplay={mayChange} />
      )}
    </div>
  );
}

type DeliveriesProps = { deliveries: DeliveryView[]; mayReplay: (endpoint: string) => boolean };

/** Why the newest attempt at what waits for an endpoint failed; undefined where its last message arrived. */
function troubleOf(name: string, deliveries: readonly DeliveryView[]): string | undefined {
  const tried = deliveries
    .filter(({ endpoint, attempts }) => endpoint === name && attempts.length > 0)
    .map(({ attempts, state }) => ({ state, last: attempts.at(-1) }))
    .sort((a, b) => ((a.last?.at ?? "") < (b.last?.at ?? "") ? 1 : -1));
  const [newest] = tried;
  if (newest === undefined || newest.state === "delivered") return undefined;
  return newest.last?.error ?? undefined;
}

function Deliveries({ deliveries, mayReplay }: DeliveriesProps) {
  const [filters, change] = useUrlFilters(NO_FILTERS);
  const [limit, setLimit] = useState(PAGE);
  const isFiltered = filters.endpoint !== "" || filters.state !== "";
  const some = deliveries.filter(
    ({ endpoint, state }) =>
      (filters.endpoint === "" || endpoint === filters.endpoint) && (filters.state === "" || state === filters.state),
  );
  return (
    <Section
      id="deliveries"
      title="Messages"
      aside={<span className="quiet">{countOf(deliveries.length, "newest message", "newest messages")}</span>}
    >
      <FilterRow isFiltered={isFiltered} clear={() => change(NO_FILTERS)}>
        <Choice label="Endpoint" value={filters.endpoint} change={(endpoint) => change({ endpoint })}>
          <option value="">Any endpoint</option>
          <Options values={[...new Set(deliveries.map(({ endpoint }) => endpoint))].sort()} />
        </Choice>
        <Choice label="State" value={filters.state} change={(state) => change({ state })}>
          <option value="">Any state</option>
          <Options values={DELIVERY_STATES} name={words} />
        </Choice>
      </FilterRow>
      {some.length === 0 && (
        <Nothing>
          {isFiltered ? "No message matches these filters." : "No message was sent yet. Send a test to see one arrive."}
        </Nothing>
      )}
      <ul className="deliveries">
        {some.slice(0, limit).map((delivery) => (
          <Delivery
            key={`${delivery.messageId} ${delivery.endpoint}`}
            delivery={delivery}
            mayReplay={mayReplay(delivery.endpoint)}
          />
        ))}
      </ul>
      {some.length > limit && (
        <button type="button" className="button" onClick={() => setLimit(limit + PAGE)}>
          Show more
        </button>
      )}
    </Section>
  );
}
