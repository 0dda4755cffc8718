import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import type { AuthConfig } from "../../../shared/auth-config.ts";
import { DAY } from "../../../shared/time.ts";
import { messageOf } from "../../lib/errors.ts";
import { guardedFetch } from "../../lib/guarded-fetch.ts";
import { allowanceFor } from "../issuer-allowance.ts";
import { verifyJwt } from "../jwt.ts";
import { createKeySet, type KeyOf } from "../key-set.ts";
import { refusal } from "../refusal.ts";
import { createDiscovery, type Provider } from "./discovery.ts";

export type OidcConfig = NonNullable<AuthConfig["oidc"]>;

/** A sign-in that began: where to send the browser, and what has to be known when it comes back. */
export type Begun = { url: string; state: string; verifier: string; nonce: string };

export type OidcClient = {
  begin: (now: number) => Promise<Begun>;
  /** Who signed in, for the code that the browser brought. Throws `unauthorized`, and `unavailable`. */
  finish: (
    back: { code: string; verifier: string; nonce: string },
    now: number,
  ) => Promise<{ email: string; groups: string[] }>;
};

const CALLBACK_PATH = "/auth/callback";

const tokenResponseSchema = z.object({ id_token: z.string() });
const accountSchema = z.object({ email: z.email(), email_verified: z.literal(true) });

/**
 * OpenID Connect, authorization code with PKCE. Tokens stay here: the browser gets a session of ours.
 * https://openid.net/specs/openid-connect-core-1_0.html, https://www.rfc-editor.org/rfc/rfc7636
 */
export function createOidcClient(config: OidcConfig): OidcClient {
  const discover = createDiscovery(config.issuer);
  const redirectUri = `${config.publicUrl.replace(/\/$/, "")}${CALLBACK_PATH}`;
  let keys: { url: string; keyOf: KeyOf } | undefined;
  const keySet = (url: string) => {
    if (keys?.url !== url) keys = { url, keyOf: createKeySet(url, config.issuer) };
    return keys.keyOf;
  };
  return {
    async begin(now) {
      const provider = await discover(now);
      const [state, verifier, nonce] = [random(), random(), random()];
      const url = new URL(provider.authorization_endpoint);
      for (const [name, value] of Object.entries({
        response_type: "code",
        client_id: config.clientId,
        redirect_uri: redirectUri,
        scope: config.scopes.join(" "),
        state,
        nonce,
        code_challenge: createHash("sha256").update(verifier).digest("base64url"),
        code_challenge_method: "S256",
      })) {
        url.searchParams.set(name, value);
      }
      return { url: url.href, state, verifier, nonce };
    },
    async finish({ code, verifier, nonce }, now) {
      const provider = await discover(now);
      const token = await exchange(provider, config, { code, code_verifier: verifier, redirect_uri: redirectUri });
      const keyOf = keySet(provider.jwks_uri);
      const claims = await verifyJwt(
        token,
        {
          algorithm: config.algorithm,
          issuers: [config.issuer],
          audiences: [config.clientId],
          maxLifetimeMs: 2 * DAY,
          keyOf: (kid) => keyOf(kid, now),
        },
        now,
      );
      if (claims.nonce !== nonce) throw refusal("the token was made for another sign-in");
      const account = accountSchema.safeParse(claims);
      if (!account.success) throw refusal("the provider names no verified e-mail address");
      return { email: account.data.email, groups: groupsIn(claims[config.groupsClaim]) };
    },
  };
}

function random(): string {
  return randomBytes(32).toString("base64url");
}

function groupsIn(claim: unknown): string[] {
  return z.array(z.string().max(500)).max(1000).safeParse(claim).data ?? [];
}

async function exchange(provider: Provider, config: OidcConfig, given: Record<string, string>): Promise<string> {
  const form = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: config.clientId,
    ...(config.clientSecret === undefined ? {} : { client_secret: config.clientSecret }),
    ...given,
  });
  try {
    const { status, body } = await guardedFetch({
      url: provider.token_endpoint,
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json" },
      body: form.toString(),
      allow: allowanceFor(config.issuer),
    });
    if (status !== 200) throw new Error(`it answered ${status}`);
    return tokenResponseSchema.parse(JSON.parse(body.toString("utf8"))).id_token;
  } catch (error) {
    throw refusal(`the provider did not take the code (${messageOf(error)}); sign in again`);
  }
}
