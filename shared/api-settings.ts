import { z } from "zod";
import { ROLES } from "./auth-config.ts";

/** The shapes of the API behind the page "Settings". Times are RFC 3339 in UTC with milliseconds. */

export const serviceSettingSchema = z.object({
  name: z.string(),
  /** What people can't do while it fails; null where nobody said. */
  capability: z.string().nullable(),
  monthlyRevenueUsd: z.number().nullable(),
  /** How many rows its database has to hold, by the configuration. */
  requiredRows: z.number().int(),
  isConfigured: z.boolean(),
  /** Who set capability and revenue in the place of the configuration; null where nobody did. */
  edit: z.object({ who: z.string(), at: z.string() }).nullable(),
});
export type ServiceSetting = z.infer<typeof serviceSettingSchema>;

/** GET /services, in order of the name; also what an edit of one answers. */
export const servicesResponseSchema = z.object({ services: z.array(serviceSettingSchema) });
export type ServicesResponse = z.infer<typeof servicesResponseSchema>;

/** PUT /services/:name takes this, in the place of what the configuration says; DELETE goes back to that. */
export const serviceRequestSchema = z.strictObject({
  capability: z.string().trim().min(1).max(200, "expected at most 200 characters").nullable(),
  monthlyRevenueUsd: z
    .number()
    .min(0, "expected an amount from 0 on")
    .max(1e12, "expected an amount below a trillion")
    .nullable(),
});
export type ServiceRequest = z.infer<typeof serviceRequestSchema>;

/** GET /people: how people and programs sign in, and who may do what, as configured. */
export const peopleResponseSchema = z.object({
  /** `iap`, `oidc`, `token`, `google`; none where nobody signs in. */
  methods: z.array(z.string()),
  grants: z.array(
    z.object({
      role: z.enum(ROLES),
      emails: z.array(z.string()),
      groups: z.array(z.string()),
      domains: z.array(z.string()),
      /** Null for everywhere. */
      environments: z.array(z.string()).nullable(),
    }),
  ),
});
export type PeopleResponse = z.infer<typeof peopleResponseSchema>;

/** GET /schemas: the events that webhooks carry, each with the address of its JSON Schema. */
export const schemasResponseSchema = z.object({
  events: z.array(z.object({ type: z.string(), meaning: z.string(), schema: z.string() })),
});
