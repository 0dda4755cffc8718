import { useQuery } from "@tanstack/react-query";
import { z } from "zod";
import { request } from "./http.ts";

const schema = z.record(z.string(), z.unknown());
const content = z.record(z.string(), z.object({ schema: schema.optional() }));

const operationSchema = z.object({
  summary: z.string(),
  description: z.string().optional(),
  parameters: z
    .array(z.object({ name: z.string(), in: z.string(), required: z.boolean().optional(), schema: schema.optional() }))
    .default([]),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content: content.optional() })),
});
export type Operation = z.infer<typeof operationSchema>;

const documentSchema = z.object({
  info: z.object({ version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  webhooks: z.record(
    z.string(),
    z.object({ post: z.object({ summary: z.string().optional(), requestBody: z.object({ content }) }) }),
  ),
});
export type ApiDocument = z.infer<typeof documentSchema>;

/** The API as it describes itself. */
export function useApiDocument() {
  return useQuery({
    queryKey: ["openapi"],
    queryFn: ({ signal }) => request(documentSchema, "GET", "/openapi.json", undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
