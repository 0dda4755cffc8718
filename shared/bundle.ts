import { z } from "zod";
import { ruleVersionsSchema } from "./api-reports.ts";
import { checkSchema } from "./check.ts";
import { configSchema } from "./config.ts";
import { FAMILIES } from "./families.ts";
import { analysisSchema, incidentDecisionSchema, STEP_FIELDS, STEP_STATUSES } from "./incident.ts";
import { personsWordSchema } from "./people.ts";
import { SEVERITIES } from "./severity.ts";

/**
 * A bundle: a report together with everything that it was derived from, so that `plumbline analyze bundle.json` derives it again
 * without logs, databases or a network. Addresses and headers of the configuration are left out. Keys that are not named
 * here stay as they are.
 */

const place = {
  environment: z.string(),
  service: z.string(),
};
const eventPlace = {
  ...place,
  project: z.string(),
  revision: z.string().exactOptional(),
  instance: z.string().exactOptional(),
};
const entry = z.looseObject({
  key: z.string(),
  insertId: z.string(),
  timestamp: z.string(),
  logId: z.string(),
  project: z.string(),
});
const caller = z.looseObject({
  userAgent: z.string().exactOptional(),
  remoteIp: z.string().exactOptional(),
  referer: z.string().exactOptional(),
});
const request = z.looseObject({
  method: z.string(),
  path: z.string(),
  route: z.string(),
  status: z.number().exactOptional(),
  latencyMs: z.number().exactOptional(),
  caller,
});
const frame = z.looseObject({
  file: z.string(),
  line: z.number().exactOptional(),
  function: z.string().exactOptional(),
  module: z.string().exactOptional(),
  isOwn: z.boolean(),
});

const eventSchema = z.looseObject({
  ...eventPlace,
  kind: z.enum(["request", "exception", "message"]),
  at: z.number(),
  severity: z.enum(SEVERITIES),
  message: z.string(),
  text: z.string(),
  exceptions: z.array(z.looseObject({ type: z.string(), message: z.string(), frames: z.array(frame) })),
  sqlstate: z.string().exactOptional(),
  statement: z.string().exactOptional(),
  helpCode: z.string().exactOptional(),
  request: request.exactOptional(),
  trace: z.string().exactOptional(),
  origin: z.enum(["edge", "platform", "app"]),
  isBoot: z.boolean(),
  entry,
});

const groupSchema = z.looseObject({
  ...place,
  id: z.string(),
  signature: z.looseObject({
    family: z.enum(FAMILIES).exactOptional(),
    slots: z.record(z.string(), z.string()),
    weight: z.number().exactOptional(),
    template: z.string(),
    masks: z.array(z.looseObject({ rule: z.string(), count: z.number() })),
    fingerprint: z.array(z.string()).exactOptional(),
    rule: z.number().exactOptional(),
  }),
  kind: z.enum(["request", "exception", "message"]),
  title: z.string(),
  count: z.number(),
  firstSeen: z.number(),
  lastSeen: z.number(),
  perMinute: z.array(z.tuple([z.number(), z.number()])),
  arrivals: z.array(z.number()),
  samples: z.array(eventSchema),
  revisions: z.array(
    z.looseObject({ name: z.string(), count: z.number(), firstSeen: z.number(), lastSeen: z.number() }),
  ),
  instances: z.array(z.looseObject({ name: z.string(), count: z.number() })),
  callers: z.array(z.looseObject({ ...caller.shape, count: z.number() })),
  distinctCallers: z.number(),
  traces: z.array(z.string()),
  parts: z.array(z.looseObject({ id: z.string(), template: z.string() })).exactOptional(),
});

const trafficSchema = z.looseObject({
  ...place,
  method: z.string(),
  route: z.string(),
  origin: z.enum(["edge", "app"]),
  perMinute: z.array(z.tuple([z.number(), z.number(), z.number()])),
  revisions: z.array(z.looseObject({ name: z.string(), ok: z.number(), failed: z.number() })),
});

const changeSchema = z.looseObject({
  ...eventPlace,
  at: z.number(),
  kind: z.enum([
    "deploy",
    "revision-ready",
    "revision-failed",
    "revision-first-seen",
    "instance-start",
    "iam",
    "database",
    "secret",
    "migration",
    "config",
    "alert",
    "other",
  ]),
  statement: z.string(),
  principal: z.string().exactOptional(),
  entry,
});

/** What people said about one incident. */
const editsSchema = z.object({
  incidentId: z.string(),
  status: z.enum(["acknowledged", "muted"]).nullable(),
  steps: z.array(
    z
      .object({
        stepId: z.string(),
        field: z.enum(STEP_FIELDS),
        to: z.string().nullable(),
        who: z.string().exactOptional(),
        at: z.string().exactOptional(),
      })
      .refine(
        ({ field, to }) => field !== "status" || STEP_STATUSES.some((status) => status === to),
        "expected the status of a step",
      ),
  ),
  answers: z.array(z.object({ whyId: z.string(), answer: z.string(), who: z.string(), at: z.string() })),
  words: z.array(personsWordSchema).exactOptional(),
  /** Merges and splits that concern it. */
  decisions: z.array(incidentDecisionSchema).exactOptional(),
});

export const BUNDLE_SCHEMA = "plumbline.bundle/v1";

export const bundleSchema = z.object({
  schema: z.literal(BUNDLE_SCHEMA),
  /** The rules that derived it. */
  rules: ruleVersionsSchema,
  /** The report as it was derived. */
  analysis: analysisSchema,
  /** What it was derived from. */
  inputs: z.object({
    /** Milliseconds since 1970. */
    window: z.object({ from: z.number(), now: z.number() }),
    config: configSchema,
    groups: z.array(groupSchema),
    traffic: z.array(trafficSchema),
    changes: z.array(changeSchema),
    /** The live system's answers: a question that is not among them stays without an answer. */
    checks: z.array(checkSchema),
    edits: z.array(editsSchema),
    /** Which incident each group belongs to by what people decided; absent where nobody decided. */
    owners: z.array(z.object({ groupId: z.string(), incidentId: z.string(), isOwn: z.boolean() })).exactOptional(),
  }),
});
export type Bundle = z.infer<typeof bundleSchema>;
