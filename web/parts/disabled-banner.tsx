import { BellOff } from "lucide-react";
import { Link } from "wouter";
import { useStatus } from "../data/status.ts";
import { useIsLate } from "../lib/late.ts";
import { visible } from "../lib/text.ts";

/** Says which webhooks get nothing, on every page: who relies on them is not told of incidents. */
export function DisabledBanner({ isPageThere }: { isPageThere: boolean }) {
  const { data } = useStatus();
  const disabled = data?.disabledWebhooks ?? [];
  const [first] = disabled;
  const isLate = useIsLate(first !== undefined, isPageThere);
  if (first === undefined) return null;
  return (
    <aside className="banner" data-tone="bad" data-late={isLate} aria-label="Webhooks that get nothing">
      <BellOff size={16} aria-hidden="true" />
      <p>
        <strong>
          {disabled.length === 1 ? `Webhook ${visible(first.name)} gets` : `${disabled.length} webhooks get`} no
          messages:
        </strong>{" "}
        {disabled.length === 1 ? visible(first.reason) : disabled.map(({ name }) => visible(name)).join(", ")}
      </p>
      <Link className="button button-small" href="/webhooks">
        Look at webhooks
      </Link>
    </aside>
  );
}
