import { bearerIn } from "../bearer.ts";
import { googleAccount } from "../google-account.ts";
import { rolesOf } from "../grants.ts";
import type { Method } from "./method.ts";

/** Google ID tokens of service accounts, as a bearer token: for programs on Google Cloud. */
export const google: Method = {
  id: "google",
  howTo: "auth.google.audience and auth.google.emails (ID tokens of services)",
  create({ google: config, roles }) {
    if (config === undefined) return undefined;
    const { audience, emails, jwksUrl } = config;
    const accountOf = googleAccount({ audiences: audience, emails, setting: "auth.google.emails", jwksUrl });
    return async ({ authorization }, now) => {
      const token = bearerIn(authorization);
      if (token === undefined || token.startsWith("plb_")) return undefined;
      const email = await accountOf(token, now);
      return { who: email, method: "google", ...rolesOf({ email, groups: [] }, roles), scopes: [] };
    };
  },
};
