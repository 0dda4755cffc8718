import type { PubsubConfig } from "../../shared/pubsub-config.ts";
import { PlumblineError } from "../lib/errors.ts";
import { bearerIn } from "./bearer.ts";
import { googleAccount } from "./google-account.ts";
import { refusal } from "./refusal.ts";

/** Settles where an Authorization header shows that a push comes from our subscription, at `now` (milliseconds since 1970). */
export type CheckPush = (authorization: string | undefined, now: number) => Promise<void>;

/**
 * Looks at the token that Google signed for the service account of the subscription. Throws `unauthorized` where there is none or another,
 * `forbidden` where no subscription is configured, `unavailable` where Google's keys can't be read.
 * https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
 */
export function checkPush(config: PubsubConfig | undefined): CheckPush {
  if (config === undefined) return refuseAll;
  const { audience, serviceAccount, jwksUrl } = config;
  const setting = "pubsub.serviceAccount";
  const accountOf = googleAccount({ audiences: audience, emails: serviceAccount, setting, jwksUrl });
  return async (authorization, now) => {
    const token = bearerIn(authorization);
    if (token === undefined) throw refusal("enable authentication on the push subscription");
    await accountOf(token, now);
  };
}

const refuseAll: CheckPush = async () => {
  throw new PlumblineError(
    "forbidden",
    "No push subscription is configured: set pubsub.audience and pubsub.serviceAccount in plumbline.yaml.",
  );
};
