import { z } from "zod";
import { HOUR } from "../../../shared/time.ts";
import { messageOf, PlumblineError } from "../../lib/errors.ts";
import { guardedFetch } from "../../lib/guarded-fetch.ts";
import { allowanceFor } from "../issuer-allowance.ts";

const KEEP = HOUR;

const providerSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url({ protocol: /^https?$/ }),
  token_endpoint: z.url({ protocol: /^https?$/ }),
  jwks_uri: z.url({ protocol: /^https?$/ }),
});

/** Where a provider answers. */
export type Provider = z.infer<typeof providerSchema>;

/** What a provider says of itself, kept for an hour. https://openid.net/specs/openid-connect-discovery-1_0.html */
export function createDiscovery(issuer: string): (now: number) => Promise<Provider> {
  let known: Provider | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  return async (now) => {
    if (known !== undefined && now - readAt < KEEP) return known;
    known = await fetchProvider(issuer);
    readAt = now;
    return known;
  };
}

async function fetchProvider(issuer: string): Promise<Provider> {
  const url = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  try {
    const { status, body } = await guardedFetch({ url, allow: allowanceFor(issuer) });
    if (status !== 200) throw new Error(`it answered ${status}`);
    const provider = providerSchema.parse(JSON.parse(body.toString("utf8")));
    if (provider.issuer !== issuer) throw new Error("it states another issuer");
    return provider;
  } catch (error) {
    throw new PlumblineError(
      "unavailable",
      `Sign-in is not possible now: the provider of auth.oidc.issuer can't be read (${messageOf(error)}). Try again in a minute.`,
      { cause: error },
    );
  }
}
