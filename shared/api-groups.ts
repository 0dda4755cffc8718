import { z } from "zod";
import { cadenceSchema, GROUP_ROLES, INCIDENT_SEVERITIES, INCIDENT_STATUSES, incidentGroupSchema } from "./incident.ts";

/** The shapes of `/api/v1/groups`: every recurring error, and one of them with why its entries are one group. */

export const GROUP_SORTS = ["last-seen", "count", "first-seen"] as const;
export const GROUP_STATES = ["active", "muted", "all"] as const;

/**
 * The query of GET /groups. `environment`, `service`, `family` and `kind` are lists separated by commas; absent means any.
 * `from` and `to` are in Grafana's grammar (default the last 24 h); `q` is looked for in title and id, in any case.
 */
export const groupFilterSchema = z.object({
  environment: z.string().max(1000).optional(),
  service: z.string().max(1000).optional(),
  family: z.string().max(1000).optional(),
  kind: z.string().max(100).optional(),
  state: z.enum(GROUP_STATES).optional(),
  q: z.string().max(200).optional(),
  from: z.string().max(40).optional(),
  to: z.string().max(40).optional(),
  /** Default last-seen, the newest first; count is that of the range. */
  sort: z.enum(GROUP_SORTS).optional(),
  /** At most this many, 1 to 1000, default 500. */
  limit: z.coerce.number().int().min(1).max(1000).optional(),
  /** So many of the first are left out: the next page. Default 0. */
  offset: z.coerce.number().int().min(0).max(1_000_000).optional(),
});
export type GroupFilter = z.infer<typeof groupFilterSchema>;

/** A person's wish that a group opens no incident. */
export const muteSchema = z.object({
  who: z.string(),
  reason: z.string(),
  since: z.string(),
  until: z.string(),
  /** Entries that came since. */
  entries: z.number().int(),
  /** Incidents that would have been opened since, and the last of them in words. */
  wouldHaveFired: z.number().int(),
  lastFired: z.object({ at: z.string(), statement: z.string() }).nullable(),
});
export type Mute = z.infer<typeof muteSchema>;

/**
 * Whether the reference environment shows the same error in the range. `is-reference`: this group is of the reference itself;
 * `none`: no reference is configured; `unseen`: nothing of the reference was read, so it can't be told.
 */
export const SAME_IN_REFERENCE = ["yes", "no", "unseen", "is-reference", "none"] as const;

const groupSummary = {
  id: z.string(),
  title: z.string(),
  kind: incidentGroupSchema.shape.kind,
  environment: z.string(),
  service: z.string(),
  family: z.string().nullable(),
  /** Entries in the range. */
  count: z.number().int(),
  firstSeen: z.string(),
  lastSeen: z.string(),
  cadence: cadenceSchema.nullable(),
  /** Names of the revisions that showed it, the newest first, a few; `revisionCount` is all of them. */
  revisions: z.array(z.string()),
  revisionCount: z.number().int(),
  sameInReference: z.enum(SAME_IN_REFERENCE),
  mutedUntil: z.string().nullable(),
};

/** One row of the list. `bars`: entries in 48 equal parts of the range. */
export const groupSummarySchema = z.object({ ...groupSummary, bars: z.array(z.number().int()) });
export type GroupSummary = z.infer<typeof groupSummarySchema>;

const rangeSchema = z.object({ from: z.string(), to: z.string() });

/** GET /groups */
export const groupsResponseSchema = z.object({
  range: rangeSchema,
  /** The environment that others are compared with; null where none is configured, and where there are several. */
  reference: z.string().nullable(),
  groups: z.array(groupSummarySchema),
  /** How many match the query, also beyond the limit. */
  matching: z.number().int(),
  /** How many there are at all, and how many of these are muted. */
  totals: z.object({ all: z.number().int(), muted: z.number().int() }),
  facets: z.object({
    environments: z.array(z.string()),
    services: z.array(z.string()),
    families: z.array(z.string()),
  }),
});
export type GroupsResponse = z.infer<typeof groupsResponseSchema>;

const namedCount = z.object({ name: z.string(), count: z.number().int() });

/** GET /groups/:id?from=&to= */
export const groupResponseSchema = z.object({
  range: rangeSchema,
  reference: z.string().nullable(),
  group: z.object({
    ...groupSummary,
    /** All entries that are counted, in and out of the range. */
    total: z.number().int(),
    slots: z.record(z.string(), z.string()),
    template: z.string(),
    /** What was masked, how often, and why that is no identity. */
    masks: z.array(z.object({ rule: z.string(), mask: z.string(), why: z.string(), count: z.number().int() })),
    /** The family in words; null where none is known. */
    cause: z.object({ title: z.string(), why: z.string() }).nullable(),
    perMinute: incidentGroupSchema.shape.perMinute,
    revisionCounts: z.array(
      z.object({ name: z.string(), count: z.number().int(), firstSeen: z.string(), lastSeen: z.string() }),
    ),
    instances: z.array(namedCount),
    callers: z.array(
      z.object({ userAgent: z.string().nullable(), remoteIp: z.string().nullable(), count: z.number().int() }),
    ),
    distinctCallers: z.number().int(),
    samples: incidentGroupSchema.shape.samples,
    logsUrl: z.string(),
  }),
  mute: muteSchema.nullable(),
  /** Entries that state a time yet to come, and the latest of these times; null where none is ahead of now. */
  ahead: z.object({ count: z.number().int(), latestAt: z.string() }).nullable(),
  /** The same signature elsewhere: other environments and services, with their entries in the range. */
  elsewhere: z.array(
    z.object({
      id: z.string(),
      environment: z.string(),
      service: z.string(),
      count: z.number().int(),
      lastSeen: z.string(),
    }),
  ),
  /** Incidents that it belongs to, the newest first. */
  incidents: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      status: z.enum(INCIDENT_STATUSES),
      severity: z.enum(INCIDENT_SEVERITIES),
      lastSeen: z.string(),
      role: z.enum(GROUP_ROLES),
    }),
  ),
});
export type GroupResponse = z.infer<typeof groupResponseSchema>;

/** PUT /groups/:id/mute takes this; `until` is RFC 3339, at most a year ahead. DELETE lifts it. Both answer `{ mute }`. */
export const muteRequestSchema = z.strictObject({
  until: z.iso.datetime({ offset: true }),
  reason: z.string().trim().min(1, "expected a reason, so that others know why").max(500),
});
export type MuteRequest = z.infer<typeof muteRequestSchema>;

export const muteResponseSchema = z.object({ mute: muteSchema.nullable() });
export type MuteResponse = z.infer<typeof muteResponseSchema>;
