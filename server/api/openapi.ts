import { z } from "zod";
import { errorResponseSchema } from "../../shared/api.ts";
import { WEBHOOK_EVENT_TYPES } from "../../shared/webhook.ts";
import { webhookJsonSchema } from "../../shared/webhook-schema.ts";
import { ROUTES } from "./security-routes.ts";
import type { RouteRule } from "./security-rule.ts";

/** What each answer may be instead. */
const FAULTS = {
  400: "The request is wrong; the message says how.",
  401: "Nobody signed in, or the credentials do not hold.",
  403: "Whoever signed in may not do this.",
  404: "There is no such thing.",
  429: "Too many requests; Retry-After says how long to wait.",
} as const;

/** The API as an OpenAPI 3.1 document, made of the schemas that requests are checked with. https://spec.openapis.org/oas/v3.1.1 */
export function openApi(version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of ROUTES.filter(({ isRoot }) => isRoot !== true)) {
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: "3.1.1",
    info: { title: "Plumbline", version, description: "Incidents from Cloud Logging entries, with their evidence." },
    servers: [{ url: "/api/v1" }],
    security: [{}, { bearer: [] }, { iap: [] }],
    paths,
    webhooks: Object.fromEntries(WEBHOOK_EVENT_TYPES.map((type) => [type, { post: webhookOf(type) }])),
    components: {
      schemas: { Error: schemaOf(errorResponseSchema, "output") },
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer", description: "An API token, or a Google ID token of a service." },
        iap: { type: "apiKey", in: "header", name: "x-goog-iap-jwt-assertion", description: "Set by Google's proxy." },
      },
    },
  };
}

function operationOf({ method, path, summary, role, scope, query, body, answer }: RouteRule): Record<string, unknown> {
  return {
    operationId: operationId(method, path),
    summary,
    description: `Role ${role}; for tokens the scope ${scope}.`,
    parameters: [...pathParameters(path), ...(query === undefined ? [] : queryParameters(query))],
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: schemaOf(body, "input") } } } }),
    responses: {
      [path === "/tokens" && method === "POST" ? "201" : "200"]: { description: summary, content: contentOf(answer) },
      ...Object.fromEntries(Object.entries(FAULTS).map(([status, words]) => [status, faultOf(words)])),
    },
  };
}

/** `GET /incidents/:id/report` → `getIncidentsIdReport`. */
function operationId(method: string, path: string): string {
  const words = path.split(/[/:.]+/).filter((word) => word !== "");
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters(query: z.ZodType): object[] {
  const { properties = {}, required = [] } = objectSchema.parse(schemaOf(query, "input"));
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema,
  }));
}

const objectSchema = z.object({
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
});

function contentOf(answer: RouteRule["answer"]): object {
  if (typeof answer === "string") return { [answer]: {} };
  return { "application/json": { schema: schemaOf(answer, "output") } };
}

function faultOf(description: string): object {
  return { description, content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } } };
}

function webhookOf(type: (typeof WEBHOOK_EVENT_TYPES)[number]): object {
  const { $schema: _dialect, ...schema } = webhookJsonSchema(type);
  return {
    operationId: type,
    summary: String(schema.description),
    requestBody: { required: true, content: { "application/json": { schema } } },
    responses: { "2XX": { description: "Taken; anything else is tried again over three days." } },
  };
}

/** Draft 2020-12, which is the dialect of OpenAPI 3.1. */
function schemaOf(schema: z.ZodType, io: "input" | "output"): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}
