import { z } from "zod";

/** What a person may do, each with all that stands before it. */
export const ROLES = ["viewer", "responder", "commander", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** What an API token may do. `admin` holds all others. */
export const SCOPES = ["logs:write", "incidents:read", "incidents:write", "webhooks:admin", "admin"] as const;
export type Scope = (typeof SCOPES)[number];

/** Keys and codes that travel in the clear are nobody's: only on this machine they may. */
const httpsUrl = z
  .url({ protocol: /^https?$/, error: "expected an https:// address" })
  .refine(
    (given) => /^https:|^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/i.test(given),
    "expected an https:// address; http:// only on loopback",
  );
const oneOrMore = z
  .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
  .transform((given) => (typeof given === "string" ? [given] : given));

/** The three forms of https://cloud.google.com/iap/docs/signed-headers-howto. */
const IAP_AUDIENCE =
  /^\/projects\/\d+\/(?:apps\/[\w.:-]+|global\/backendServices\/\d+|locations\/[\w-]+\/services\/[\w-]+)$/;

const iapSchema = z.strictObject({
  /** What the assertion must be made for. */
  audience: oneOrMore.refine(
    (audiences) => audiences.every((audience) => IAP_AUDIENCE.test(audience)),
    "expected /projects/NUMBER/global/backendServices/ID, /projects/NUMBER/locations/REGION/services/NAME or /projects/NUMBER/apps/PROJECT",
  ),
  /** Public keys, as a JSON Web Key Set. */
  jwksUrl: httpsUrl.default("https://www.gstatic.com/iap/verify/public_key-jwk"),
});

const googleSchema = z.strictObject({
  /** What the ID tokens of services must be made for: the address of this Plumbline, as the services ask for it. */
  audience: oneOrMore,
  /** Addresses of the service accounts that are let in. */
  emails: z.array(z.email()).min(1),
  jwksUrl: httpsUrl.default("https://www.googleapis.com/oauth2/v3/certs"),
});

const oidcSchema = z.strictObject({
  /** As the provider states it, for example https://accounts.google.com. */
  issuer: httpsUrl,
  clientId: z.string().min(1),
  clientSecret: z.string().min(1).optional(),
  /** Address of this Plumbline as browsers reach it; the provider has to know PUBLIC/auth/callback. */
  publicUrl: httpsUrl,
  scopes: z.array(z.string().min(1)).default(["openid", "email"]),
  /** The claim that lists groups. */
  groupsClaim: z.string().min(1).default("groups"),
  algorithm: z.enum(["RS256", "ES256"]).default("RS256"),
  /** A session ends after this time without a request, minutes. */
  idleMinutes: z.number().int().min(1).max(1440).default(60),
  /** A session ends after this time in any case, hours. */
  absoluteHours: z.number().int().min(1).max(168).default(12),
});

const grantSchema = z
  .strictObject({
    role: z.enum(ROLES),
    /** Addresses of people and service accounts, in any case. */
    emails: z.array(z.email()).default([]),
    /** Names of groups, as the sign-in states them. */
    groups: z.array(z.string().min(1)).default([]),
    /** Everybody with an address at these domains. */
    domains: z
      .array(z.string().regex(/^[a-z0-9.-]+\.[a-z]{2,}$/i, "expected a domain such as example.com"))
      .default([]),
    /** Where the role holds; everywhere where this is left out. */
    environments: z.array(z.string().min(1)).min(1).optional(),
  })
  .refine(({ emails, groups, domains }) => emails.length + groups.length + domains.length > 0, {
    error: "expected at least one of emails, groups, domains",
  });

/** The section `auth` of `plumbline.yaml`: how people and programs show who they are, and what they may do. */
export const authSchema = z
  .strictObject({
    /** Identity-Aware Proxy in front of Plumbline. */
    iap: iapSchema.optional(),
    /** Google ID tokens, for services. */
    google: googleSchema.optional(),
    /** A provider of OpenID Connect, for people. */
    oidc: oidcSchema.optional(),
    /** API tokens, made with `plumbline token create`. */
    tokens: z.boolean().default(false),
    /** The highest role that matches counts; who matches none is let in nowhere. */
    roles: z.array(grantSchema).default([]),
  })
  .prefault({});

export type AuthConfig = z.infer<typeof authSchema>;

/** The section `server` of `plumbline.yaml`. */
export const serverSchema = z
  .strictObject({
    /** Addresses or networks of proxies whose X-Forwarded-For and X-Forwarded-Proto count; default none. */
    trustedProxies: z
      .array(
        z
          .string()
          .regex(
            /^(?:loopback|linklocal|uniquelocal|[\da-f.:]+(?:\/\d{1,3})?)$/i,
            "expected an address, a network such as 10.0.0.0/8, or loopback",
          ),
      )
      .default([]),
    /** Requests that one identity may send in a minute; ten times as many come from one address. Not counted without sign-in. */
    requestsPerMinute: z.number().int().min(10).max(1_000_000).default(600),
  })
  .prefault({});

export type ServerConfig = z.infer<typeof serverSchema>;

/** Whether any way to sign in is configured. */
export function hasSignIn({ iap, google, oidc, tokens }: AuthConfig): boolean {
  return iap !== undefined || google !== undefined || oidc !== undefined || tokens;
}
