import { z } from "zod";
import { bearerIn } from "../bearer.ts";
import { rolesOf } from "../grants.ts";
import { verifyJwt } from "../jwt.ts";
import { createKeySet } from "../key-set.ts";
import { refusal } from "../refusal.ts";
import type { Method } from "./method.ts";

/** https://developers.google.com/identity/gsi/web/guides/verify-google-id-token */
const ISSUERS = ["https://accounts.google.com", "accounts.google.com"];

const accountSchema = z.object({ email: z.email(), email_verified: z.literal(true) });

/** Google ID tokens of service accounts, as a bearer token: for programs on Google Cloud. */
export const google: Method = {
  id: "google",
  howTo: "auth.google.audience and auth.google.emails (ID tokens of services)",
  create({ google: config, roles }) {
    if (config === undefined) return undefined;
    const keys = createKeySet(config.jwksUrl);
    const allowed = new Set(config.emails.map((email) => email.toLowerCase()));
    return async ({ authorization }, now) => {
      const token = bearerIn(authorization);
      if (token === undefined || token.startsWith("plb_")) return undefined;
      const claims = await verifyJwt(
        token,
        { algorithm: "RS256", issuers: ISSUERS, audiences: config.audience, keyOf: (kid) => keys(kid, now) },
        now,
      );
      const account = accountSchema.safeParse(claims);
      if (!account.success) throw refusal("the token names no verified e-mail address");
      const { email } = account.data;
      if (!allowed.has(email.toLowerCase())) throw refusal("the account is not in auth.google.emails");
      return { who: email, method: "google", ...rolesOf({ email, groups: [] }, roles), scopes: [] };
    };
  },
};
