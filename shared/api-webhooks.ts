import { z } from "zod";

/** The shapes of the API by which people set when messages wait. Times are RFC 3339 in UTC with milliseconds. */

export const maintenanceSchema = z.object({
  id: z.string(),
  /** Null for every endpoint. */
  endpoint: z.string().nullable(),
  from: z.string(),
  to: z.string(),
  who: z.string(),
  reason: z.string(),
});
/** A stretch of time in which messages to an endpoint wait for its end. */
export type MaintenanceView = z.infer<typeof maintenanceSchema>;

/** POST /maintenance takes this, and answers 201 with what is kept; at most 31 days long. */
export const maintenanceRequestSchema = z
  .strictObject({
    /** Left out: every endpoint. */
    endpoint: z.string().min(1).max(63).optional(),
    /** Left out: from now on. */
    from: z.iso.datetime({ offset: true }).optional(),
    to: z.iso.datetime({ offset: true }),
    reason: z.string().trim().min(1, "expected a reason").max(500, "expected at most 500 characters"),
  })
  .refine(({ from, to }) => from === undefined || Date.parse(from) < Date.parse(to), {
    path: ["to"],
    error: "expected an end after the beginning",
  });

/** GET /maintenance, and what ending one answers: what is not over, the next first. */
export const maintenanceListSchema = z.object({ maintenance: z.array(maintenanceSchema) });
