import { z } from "zod";
import { REPORT_FORMATS } from "./api.ts";
import { momentQuerySchema } from "./api-incident.ts";
import { zoneNamed } from "./zone.ts";

/** The shapes of the API that concern reports: downloads, versions, and what people write into them. */

export const REPORT_STATES = ["draft", "in-review", "final"] as const;

/** `internal` holds everything; `public` leaves out names of people, hosts and tables, log text and queries. */
export const AUDIENCES = ["internal", "public"] as const;
export type Audience = (typeof AUDIENCES)[number];

/** The rules that derived a report: Plumbline's version, and a digest of each room that has a say. */
export const ruleVersionsSchema = z.object({
  plumbline: z.string(),
  /** 12 hex digits per room of the server: `causes`, `checks` … Absent in bundles of old. */
  rooms: z.record(z.string(), z.string()).exactOptional(),
});
export type RuleVersions = z.infer<typeof ruleVersionsSchema>;

/** A report that was kept. What it says never changes; state and audience are marks beside it. */
export const reportVersionSchema = z.object({
  /** 1, 2, 3 … within its incident. */
  number: z.number().int(),
  state: z.enum(REPORT_STATES),
  audience: z.enum(AUDIENCES),
  savedBy: z.string(),
  savedAt: z.string(),
  /** Who marked it last, and when; the one who saved it at first. */
  markedBy: z.string(),
  markedAt: z.string(),
  /** The clock of the analysis that it holds. */
  generatedAt: z.string(),
  /** The incident's revision at that time. */
  revision: z.number().int(),
  rules: ruleVersionsSchema,
  /** SHA-256 of the report as JSON, in hex: equal for equal reports. */
  digest: z.string(),
});
export type ReportVersion = z.infer<typeof reportVersionSchema>;

/** GET /incidents/:id/reports, newest first. `changes` says in words how the incident of now differs from the newest version. */
export const reportVersionsResponseSchema = z.object({
  versions: z.array(reportVersionSchema),
  changes: z.array(z.string()).nullable(),
});
export type ReportVersionsResponse = z.infer<typeof reportVersionsResponseSchema>;

/** POST /incidents/:id/reports takes this. An equal report with equal marks is not kept twice: the version that is there comes back. */
export const saveReportRequestSchema = z.strictObject({ audience: z.enum(AUDIENCES).default("internal") });

/** POST /incidents/:id/reports and PATCH /incidents/:id/reports/:number answer this. */
export const reportVersionResponseSchema = z.object({ version: reportVersionSchema });
export type ReportVersionResponse = z.infer<typeof reportVersionResponseSchema>;

/** PATCH /incidents/:id/reports/:number takes this. A final version takes no more marks. */
export const reportMarkRequestSchema = z
  .strictObject({ state: z.enum(REPORT_STATES).optional(), audience: z.enum(AUDIENCES).optional() })
  .refine((marks) => marks.state !== undefined || marks.audience !== undefined, "expected state, audience, or both");
export type ReportMarks = z.infer<typeof reportMarkRequestSchema>;

const zone = z
  .string()
  .max(100)
  .refine((text) => zoneNamed(text) !== undefined, "expected an IANA time zone such as Europe/Berlin")
  .optional();

/** The query of GET /incidents/:id/report and GET /incidents/:id/reports/:number. */
export const reportQuerySchema = z.object({
  format: z.enum(REPORT_FORMATS).default("markdown"),
  /** Default: that of the version; `internal` for the report of now. */
  audience: z.enum(AUDIENCES).optional(),
  /** The reader's zone: local times stand beside UTC. */
  zone,
  /** The report of what was known then; of the present where it is absent. */
  at: momentQuerySchema.shape.at,
  /** `inline` shows HTML and PDF in the browser instead of saving it. */
  disposition: z.enum(["attachment", "inline"]).default("attachment"),
});
export type ReportQuery = z.infer<typeof reportQuerySchema>;

/** The query of GET /incidents/:id/reports/:number/changes: the version to compare with, `now`, or by default the one before. */
export const reportChangesQuerySchema = z.object({
  from: z
    .string()
    .regex(/^(now|\d{1,6})$/, "expected the number of a version, or now")
    .optional(),
});

/** GET /incidents/:id/reports/:number/changes: what changed from the one to the other, one sentence each. */
export const reportChangesResponseSchema = z.object({
  from: z.union([z.number().int(), z.literal("now")]),
  to: z.union([z.number().int(), z.literal("now")]),
  changes: z.array(z.string()),
});
export type ReportChangesResponse = z.infer<typeof reportChangesResponseSchema>;

/** PUT /incidents/:id/words/:field and PUT /incidents/:id/lessons/:field take this; `null` withdraws what was written. */
export const wordRequestSchema = z.strictObject({
  text: z.string().trim().min(1, "expected some text, or null to withdraw it").max(5000).nullable(),
});
