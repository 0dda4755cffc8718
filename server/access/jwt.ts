import { type KeyObject, verify } from "node:crypto";
import { z } from "zod";
import { MINUTE, SECOND } from "../../shared/time.ts";
import { refusal } from "./refusal.ts";

/** What a token has to be. One algorithm per place, so that a key is never used for another. */
export type JwtRules = {
  algorithm: "ES256" | "RS256";
  issuers: readonly string[];
  audiences: readonly string[];
  /** From `iat` to `exp`; default 70 minutes, more than Google's tokens live. */
  maxLifetimeMs?: number;
  /** The key of that id; undefined for one that is not known. */
  keyOf: (kid: string) => Promise<KeyObject | undefined>;
};

const MAX_CHARACTERS = 8192;
const CLOCK_SKEW = 30 * SECOND;
const MAX_LIFETIME = 70 * MINUTE;
const MIN_RSA_BITS = 2048;

/** `crit` is refused because it is not here: extensions that we do not know. https://www.rfc-editor.org/rfc/rfc7515#section-4.1.11 */
const headerSchema = z.object({
  alg: z.string(),
  kid: z.string().min(1).max(200),
  typ: z.string().regex(/^JWT$/i).optional(),
  crit: z.undefined().optional(),
});

const claimsSchema = z.looseObject({
  iss: z.string(),
  aud: z.union([z.string(), z.array(z.string())]),
  exp: z.number(),
  iat: z.number(),
  nbf: z.number().optional(),
  sub: z.string().min(1),
});

export type Claims = z.infer<typeof claimsSchema>;

/**
 * The claims of a signed token, once algorithm, key, signature, issuer, audience and times (30 s of skew) are as they have to
 * be at `now` (milliseconds since 1970). Throws `unauthorized` with the first thing that is not. https://www.rfc-editor.org/rfc/rfc8725
 */
export async function verifyJwt(token: string, rules: JwtRules, now: number): Promise<Claims> {
  const parts = token.split(".");
  const [head = "", body = "", signature = ""] = parts;
  if (parts.length !== 3 || token.length > MAX_CHARACTERS || !/^[A-Za-z0-9_.-]+$/.test(token)) {
    throw refusal("this is no signed JSON Web Token");
  }
  const header = headerSchema.safeParse(jsonIn(head));
  if (!header.success) throw refusal("the token's header is not as expected");
  if (header.data.alg !== rules.algorithm) throw refusal(`the token is not signed with ${rules.algorithm}`);
  const key = await rules.keyOf(header.data.kid);
  if (key === undefined) throw refusal("the token's key is not one of the issuer's");
  if (!isSigned(`${head}.${body}`, signature, key, rules.algorithm)) throw refusal("the token's signature is wrong");
  const claims = claimsSchema.safeParse(jsonIn(body));
  if (!claims.success) throw refusal("the token lacks claims: iss, aud, exp, iat, sub");
  refuseWrong(claims.data, rules, now);
  return claims.data;
}

function refuseWrong(
  { iss, aud, exp, iat, nbf }: Claims,
  { issuers, audiences, maxLifetimeMs = MAX_LIFETIME }: JwtRules,
  now: number,
): void {
  if (!issuers.includes(iss)) throw refusal("the token is from another issuer");
  const made = typeof aud === "string" ? [aud] : aud;
  if (!made.some((one) => audiences.includes(one))) throw refusal("the token was made for another audience");
  if (exp * SECOND <= now - CLOCK_SKEW) throw refusal("the token has expired");
  if (iat * SECOND > now + CLOCK_SKEW || (nbf ?? 0) * SECOND > now + CLOCK_SKEW)
    throw refusal("the token is from the future; compare the clocks");
  if ((exp - iat) * SECOND > maxLifetimeMs) throw refusal("the token lives longer than an hour");
}

function isSigned(text: string, signature: string, key: KeyObject, algorithm: JwtRules["algorithm"]): boolean {
  const bytes = Buffer.from(signature, "base64url");
  if (algorithm === "ES256") {
    if (key.asymmetricKeyType !== "ec" || key.asymmetricKeyDetails?.namedCurve !== "prime256v1") return false;
    return verify("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }, bytes);
  }
  if (key.asymmetricKeyType !== "rsa" || (key.asymmetricKeyDetails?.modulusLength ?? 0) < MIN_RSA_BITS) return false;
  return verify("sha256", Buffer.from(text), key, bytes);
}

function jsonIn(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
