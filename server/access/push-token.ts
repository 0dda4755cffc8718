import { z } from "zod";
import type { PubsubConfig } from "../../shared/pubsub-config.ts";
import { PlumblineError } from "../lib/errors.ts";
import { bearerIn } from "./bearer.ts";
import { verifyJwt } from "./jwt.ts";
import { createKeySet } from "./key-set.ts";
import { refusal } from "./refusal.ts";

/** https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions */
const ISSUERS = ["https://accounts.google.com", "accounts.google.com"];

const accountSchema = z.object({ email: z.email(), email_verified: z.literal(true) });

/** Settles where an Authorization header shows that a push comes from our subscription, at `now` (milliseconds since 1970). */
export type CheckPush = (authorization: string | undefined, now: number) => Promise<void>;

/**
 * Looks at signature, issuer, audience, times, and at whose the token is: any Google account can have one for our audience. Throws
 * `unauthorized`, `forbidden` where no subscription is configured, `unavailable` where Google's keys can't be read.
 */
export function checkPush(config: PubsubConfig | undefined): CheckPush {
  if (config === undefined) return refuseAll;
  const keys = createKeySet(config.jwksUrl);
  const allowed = new Set(config.serviceAccount.map((email) => email.toLowerCase()));
  return async (authorization, now) => {
    const token = bearerIn(authorization);
    if (token === undefined) throw refusal("enable authentication on the push subscription");
    const claims = await verifyJwt(
      token,
      { algorithm: "RS256", issuers: ISSUERS, audiences: config.audience, keyOf: (kid) => keys(kid, now) },
      now,
    );
    const account = accountSchema.safeParse(claims);
    if (!account.success) throw refusal("the token names no verified e-mail address");
    if (!allowed.has(account.data.email.toLowerCase())) throw refusal("the account is not in pubsub.serviceAccount");
  };
}

const refuseAll: CheckPush = async () => {
  throw new PlumblineError(
    "forbidden",
    "No push subscription is configured: set pubsub.audience and pubsub.serviceAccount in plumbline.yaml.",
  );
};
