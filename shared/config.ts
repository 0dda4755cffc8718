import { z } from "zod";
import { authSchema, serverSchema } from "./auth-config.ts";
import { groupingSchema } from "./grouping-config.ts";
import { MIGRATION_TOOLS } from "./migrations.ts";
import { NARROW_FILTER } from "./narrow-filter.ts";
import { pubsubSchema } from "./pubsub-config.ts";
import { redactionSchema } from "./redaction-config.ts";
import { retentionSchema } from "./retention-config.ts";
import { webhookSchema } from "./webhook-config.ts";

/** The shape of `plumbline.yaml`, every key with unit and default. `${VARIABLES}` are filled in before it is checked. */

const httpUrl = z.url({ protocol: /^https?$/, error: "expected an http:// or https:// address" });

const databaseSchema = z.strictObject({
  /** postgres:// address; only ever read from the environment, never shown. */
  url: z.string().regex(/^postgres(ql)?:\/\//, "expected an address that starts with postgres:// or postgresql://"),
  /** Schemas to compare; default: all but the system's. */
  schemas: z.array(z.string()).min(1).optional(),
});

const endpointSchema = z.strictObject({
  method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]).default("GET"),
  route: z.string().startsWith("/", "expected a path that starts with /"),
  url: httpUrl,
  headers: z.record(z.string(), z.string()).default({}),
  /** `2xx`, `3xx`, `4xx`, or one status such as `204`. */
  expect: z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(z.string().regex(/^([1-5]xx|[1-5]\d\d)$/, "expected a class such as 2xx or a status such as 204"))
    .default("2xx"),
  timeoutMs: z.number().int().min(100).max(60_000).default(5000),
});

const environmentSchema = z.strictObject({
  name: z.string().min(1),
  /** Whether the other environments are compared with this one; at most one has it. */
  reference: z.boolean().default(false),
  /** Google Cloud project ids whose entries belong here. */
  projects: z.array(z.string().min(1)).default([]),
  database: databaseSchema.optional(),
  migrations: z.strictObject({ tool: z.enum(MIGRATION_TOOLS), directory: z.string().min(1).optional() }).optional(),
  endpoints: z.array(endpointSchema).default([]),
});

const serviceSchema = z.strictObject({
  name: z.string().min(1),
  capability: z.string().optional(),
  impact: z.strictObject({ monthlyRevenueUsd: z.number().min(0).optional() }).optional(),
  /** The role that the service connects to its database as, where Plumbline's address names another one. */
  databaseRole: z.string().min(1).max(63).optional(),
  /** What its connections are counted from; what is left out is taken from the logs and Cloud Monitoring where they tell. */
  pool: z
    .strictObject({
      /** Connections of one pool, and those that it may open beyond. */
      size: z.number().int().min(1).max(100_000).optional(),
      overflow: z.number().int().min(0).max(100_000).optional(),
      /** Processes of one instance, each with a pool of its own. */
      workers: z.number().int().min(1).max(10_000).optional(),
      /** The service's --max-instances, or the replicas of its deployment. */
      maxInstances: z.number().int().min(1).max(100_000).optional(),
    })
    .optional(),
  requiredRows: z
    .array(
      z.strictObject({
        table: z.string().min(1),
        where: z
          .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
          .refine((where) => Object.keys(where).length > 0, "expected at least one column: value"),
      }),
    )
    .default([]),
});

const cloudLoggingSchema = z
  .strictObject({
    kind: z.literal("cloud-logging"),
    project: z.string().min(1),
    /** What it is called on the status page, and what its cursor is kept under; default `cloud-logging PROJECT`. */
    name: z.string().min(1).max(200).optional(),
    /** In the Logging query language; default `NARROW_FILTER`, and "" for all entries. Google takes 20,000 characters in all. */
    filter: z.string().max(19_500).default(NARROW_FILTER),
    /** Seconds between two polls, default 10. */
    pollSeconds: z.number().min(1).max(3600).default(10),
    /** host or host:port of another endpoint (private access, tests). */
    endpoint: z.string().optional(),
    /** Do not use TLS to that endpoint; only for one on loopback. */
    insecure: z.boolean().default(false),
    /** How far back the first poll reaches, minutes, default 60. */
    backfillMinutes: z
      .number()
      .int()
      .min(0)
      .max(60 * 24 * 30)
      .default(60),
    /** How much each poll reads again, in seconds, for entries that could be seen only late; default 60. */
    overlapSeconds: z.number().min(0).max(3600).default(60),
    /** Entries that were received later than this after the time they state are not asked for; hours, default 24. */
    lateHours: z.number().min(1).max(720).default(24),
    /** Calls in any minute, of all sources of the project together; default 60, Google's quota. */
    requestsPerMinute: z.number().int().min(1).max(60_000).default(60),
    /** Also follow the live stream, so that entries are seen within seconds; default false. */
    tail: z.boolean().default(false),
    /** Project whose quota is used; default the one of the credentials. */
    quotaProject: z.string().min(1).optional(),
    /** Service account to act as: an address such as reader@my-project.iam.gserviceaccount.com. */
    impersonate: z.email().optional(),
  })
  .refine(({ insecure, endpoint }) => !insecure || isLoopback(endpoint), {
    path: ["insecure"],
    error: "expected false, or an endpoint on loopback such as 127.0.0.1:8085",
  });

function isLoopback(endpoint: string | undefined): boolean {
  return endpoint !== undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/.test(endpoint);
}

const sourceSchema = z.discriminatedUnion("kind", [
  cloudLoggingSchema,
  z.strictObject({ kind: z.literal("file"), path: z.string().min(1) }),
  z.strictObject({
    kind: z.literal("folder"),
    /** A directory with files of entries, such as a sink's export, the same for all replicas; folders below it count too. */
    path: z.string().min(1),
    /** Seconds between two looks, default 10. */
    pollSeconds: z.number().min(1).max(3600).default(10),
  }),
]);

export const configSchema = z.strictObject({
  environments: z.array(environmentSchema).default([]),
  services: z.array(serviceSchema).default([]),
  sources: z.array(sourceSchema).default([]),
  webhooks: z.array(webhookSchema).default([]),
  auth: authSchema,
  server: serverSchema,
  pubsub: pubsubSchema.optional(),
  redaction: redactionSchema,
  retention: retentionSchema,
  grouping: groupingSchema,
});

export type Config = z.infer<typeof configSchema>;
/** What of a configuration matters for counting entries. */
export type CountingConfig = Pick<Config, "environments" | "redaction" | "grouping">;
export type EnvironmentConfig = Config["environments"][number];
export type ServiceConfig = Config["services"][number];
export type SourceConfig = Config["sources"][number];
export type WebhookConfig = Config["webhooks"][number];
export type EndpointConfig = EnvironmentConfig["endpoints"][number];
