import { z } from "zod";
import { verifyJwt } from "./jwt.ts";
import { createKeySet } from "./key-set.ts";
import { refusal } from "./refusal.ts";

/** https://developers.google.com/identity/gsi/web/guides/verify-google-id-token */
const ISSUERS = ["https://accounts.google.com", "accounts.google.com"];

const accountSchema = z.object({ email: z.email(), email_verified: z.literal(true) });

type Accounts = {
  audiences: readonly string[];
  /** Whose tokens are taken: any Google account can have one for our audience. */
  emails: readonly string[];
  /** Where these addresses are configured, for messages. */
  setting: string;
  jwksUrl: string;
};

/** The e-mail address of the account that a Google ID token is of, at `now` (milliseconds since 1970). */
export type GoogleAccount = (token: string, now: number) => Promise<string>;

/**
 * Looks at signature, issuer, audience, times and address. Throws `unauthorized` where one is not as it should be, `unavailable` where
 * Google's keys can't be read.
 */
export function googleAccount({ audiences, emails, setting, jwksUrl }: Accounts): GoogleAccount {
  const keys = createKeySet(jwksUrl);
  const allowed = new Set(emails.map((email) => email.toLowerCase()));
  return async (token, now) => {
    const claims = await verifyJwt(
      token,
      { algorithm: "RS256", issuers: ISSUERS, audiences, keyOf: (kid) => keys(kid, now) },
      now,
    );
    const account = accountSchema.safeParse(claims);
    if (!account.success) throw refusal("the token names no verified e-mail address");
    const { email } = account.data;
    if (!allowed.has(email.toLowerCase())) throw refusal(`the account is not in ${setting}`);
    return email;
  };
}
