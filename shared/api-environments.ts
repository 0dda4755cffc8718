import { z } from "zod";
import { checkSchema } from "./check.ts";

/** The shapes of `/api/v1/environments`: each environment beside the one that others are compared with. */

/** A revision of a service in an environment, and what was seen of it. */
const revisionSchema = z.object({ name: z.string(), firstSeen: z.string(), lastSeen: z.string() });

const environmentSchema = z.object({
  name: z.string(),
  isReference: z.boolean(),
  /** Named in the configuration; else its name was made from the project of its entries. */
  isConfigured: z.boolean(),
  projects: z.array(z.string()),
  hasDatabase: z.boolean(),
  /** The migration tool; null where none is configured. */
  migrationTool: z.string().nullable(),
  endpoints: z.number().int(),
  /** Entries that failed in the last 24 h, and the groups that they make. */
  entries: z.number().int(),
  groups: z.number().int(),
  services: z.array(z.object({ name: z.string(), revisions: z.array(revisionSchema) })),
});
export type EnvironmentView = z.infer<typeof environmentSchema>;

const signatureSchema = z.object({ id: z.string(), title: z.string(), service: z.string(), count: z.number().int() });
export type SignatureView = z.infer<typeof signatureSchema>;

/** One environment against the reference, over the last 24 h. A check is null where it was never asked. */
export const comparisonSchema = z.object({
  environment: z.string(),
  reference: z.string(),
  /** `confirmed` means that the schemas differ. */
  drift: checkSchema.nullable(),
  /** Whether the migrations that the reference has were applied here. */
  migrations: checkSchema.nullable(),
  /** Errors seen here alone, in the reference alone (the most frequent first, bounded), and in both (how many). */
  onlyHere: z.array(signatureSchema),
  onlyThere: z.array(signatureSchema),
  inBoth: z.number().int(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** GET /environments; POST /environments/:name/look answers the same after asking the live systems. */
export const environmentsResponseSchema = z.object({
  reference: z.string().nullable(),
  /** References first, then in order of the alphabet. */
  environments: z.array(environmentSchema),
  comparisons: z.array(comparisonSchema),
  /** The 24 hours that are counted. */
  range: z.object({ from: z.string(), to: z.string() }),
});
export type EnvironmentsResponse = z.infer<typeof environmentsResponseSchema>;
