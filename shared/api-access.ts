import { z } from "zod";
import { ROLES, SCOPES } from "./auth-config.ts";

/** The shapes of the API that concern who may do what. Times are RFC 3339 in UTC with milliseconds. */

export const METHODS = ["operator", "iap", "google", "token", "oidc", "none"] as const;

/** GET /whoami */
export const whoamiResponseSchema = z.object({
  who: z.string(),
  method: z.enum(METHODS),
  /** Null for tokens, which have scopes. */
  role: z.enum(ROLES).nullable(),
  /** Roles in single environments, by name. */
  roleIn: z.record(z.string(), z.enum(ROLES)),
  scopes: z.array(z.enum(SCOPES)),
  /** The environments that they may look at; null for all. */
  environments: z.array(z.string()).nullable(),
  /** Whether there is a session that can be ended. */
  canSignOut: z.boolean(),
});
export type WhoamiResponse = z.infer<typeof whoamiResponseSchema>;

/** An API token as it is kept: never the token itself. */
export const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Its first characters. */
  hint: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  /** The only environments that it may look at; null for all. */
  environments: z.array(z.string()).nullable(),
  createdAt: z.string(),
  createdBy: z.string(),
  expiresAt: z.string().nullable(),
  /** To the minute. */
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});
export type TokenView = z.infer<typeof tokenSchema>;

/** GET /tokens, newest first. */
export const tokensResponseSchema = z.object({ tokens: z.array(tokenSchema) });
export type TokensResponse = z.infer<typeof tokensResponseSchema>;

/** POST /tokens takes this. */
export const tokenRequestSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length),
    /** 1 to 366, default 90. */
    days: z.number().int().min(1).max(366).default(90),
    /** The only environments that it may look at; all where this is left out. */
    environments: z.array(z.string().min(1).max(100)).min(1).max(100).optional(),
  })
  .refine(
    ({ environments, scopes }) => environments === undefined || scopes.every((scope) => scope.startsWith("incidents:")),
    {
      path: ["environments"],
      error:
        "a token for single environments can have incidents:read and incidents:write; other scopes hold everywhere",
    },
  );
export type TokenRequest = z.infer<typeof tokenRequestSchema>;

/** POST /tokens answers this, the only time that the token is shown. */
export const newTokenResponseSchema = z.object({ token: z.string(), kept: tokenSchema });
export type NewTokenResponse = z.infer<typeof newTokenResponseSchema>;

/** DELETE /tokens/:id answers this. */
export const tokenResponseSchema = z.object({ token: tokenSchema });
export type TokenResponse = z.infer<typeof tokenResponseSchema>;

/** A session of a person who signed in with a browser: never what its cookie holds. */
export const sessionSchema = z.object({
  id: z.string(),
  who: z.string(),
  createdAt: z.string(),
  /** To the minute. */
  lastUsedAt: z.string(),
  endsAt: z.string(),
});
export type SessionView = z.infer<typeof sessionSchema>;

/** GET /sessions, and what ending one answers: those that have not ended, the one used last first. */
export const sessionsResponseSchema = z.object({ sessions: z.array(sessionSchema) });
export type SessionsResponse = z.infer<typeof sessionsResponseSchema>;

export const OUTCOMES = ["asked", "refused", "failed", "done"] as const;

/** One line of the audit log. */
export const auditRowSchema = z.object({
  id: z.string(),
  at: z.string(),
  who: z.string(),
  method: z.enum(METHODS),
  address: z.string().nullable(),
  /** `sign-in`, or method and route: `PATCH /incidents/:id/steps/:stepId`. */
  action: z.string(),
  /** The path that was asked for. */
  target: z.string().nullable(),
  /** A change is `asked` before it is tried; `refused` or `failed` follows where it came to nothing. */
  outcome: z.enum(OUTCOMES),
  detail: z.string().nullable(),
});
export type AuditRow = z.infer<typeof auditRowSchema>;

/** The query of GET /audit: rows older than the one with id `before`, newest first. `format=ndjson` gives all as a download. */
export const auditFilterSchema = z.object({
  before: z
    .string()
    .regex(/^\d{1,18}$/, "expected the id of a row")
    .optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  format: z.enum(["json", "ndjson"]).default("json"),
});

/** GET /audit */
export const auditResponseSchema = z.object({ rows: z.array(auditRowSchema) });
export type AuditResponse = z.infer<typeof auditResponseSchema>;
