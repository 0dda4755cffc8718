import { z } from "zod";

/** The shapes of `/api/v1/filters`: filters of lists that people keep for everybody, under a name. */

/** Lists whose filters can be kept. */
export const FILTERED_PAGES = ["incidents", "groups", "checks"] as const;
export type FilteredPage = (typeof FILTERED_PAGES)[number];

export const savedFilterSchema = z.object({
  id: z.string(),
  page: z.enum(FILTERED_PAGES),
  name: z.string(),
  /** As the page's address holds them: `severity=critical&from=now-7d`. */
  query: z.string(),
  who: z.string(),
  at: z.string(),
});
export type SavedFilter = z.infer<typeof savedFilterSchema>;

/** GET /filters, by page and name; also what keeping and dropping one answers. */
export const savedFiltersSchema = z.object({ filters: z.array(savedFilterSchema) });

/** POST /filters takes this; a filter of that page and name is replaced. */
export const saveFilterRequestSchema = z.strictObject({
  page: z.enum(FILTERED_PAGES),
  name: z.string().trim().min(1, "expected a name").max(60, "expected at most 60 characters"),
  query: z
    .string()
    .min(1, "expected at least one filter")
    .max(1000, "expected at most 1,000 characters")
    .regex(/^[\w.%+*~&=:,-]+$/, "expected the query of the page's address, without its question mark"),
});
export type SaveFilterRequest = z.infer<typeof saveFilterRequestSchema>;
