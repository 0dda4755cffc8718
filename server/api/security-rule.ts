import type { z } from "zod";
import type { Role, Scope } from "../../shared/auth-config.ts";

/**
 * What a route is about: an incident, a group, an environment, a source or a webhook, where the role in its environments counts; what
 * one may see, which the route picks by the reach of who asks; or the installation, where only a role that holds everywhere counts.
 */
export type About = "incident" | "group" | "environment" | "source" | "webhook" | "what-one-may-see" | "installation";

/** One route of the API: who may ask it, what it takes and what it answers. */
export type RouteRule = {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** As the router spells it, under `/api/v1` but for those with a `root`. */
  path: string;
  /** Stands beside `/api/v1`, and holds for every address below it. */
  isRoot?: true;
  /** One sentence, for the documentation. */
  summary: string;
  /** The least role of a person or a service. */
  role: Role;
  /** The scope of a token. */
  scope: Scope;
  /** What decides whose role counts. */
  about: About;
  query?: z.ZodType;
  body?: z.ZodType;
  /** The JSON that it answers; a media type where it answers something else. */
  answer: z.ZodType | string;
};

/** Where the API stands. */
export const API_ROOT = "/api/v1";

/** Lists of what belongs to environments: each answers what lies within the reach of who asks. */
const LISTS = [
  "/status",
  "/whoami",
  "/openapi.json",
  "/events",
  "/incidents",
  "/groups",
  "/groups/explain",
  "/checks",
  "/environments",
  "/schemas",
  "/schemas/:type",
  "/filters",
  "/filters/:id",
  "/sources",
  "/webhooks",
  "/maintenance",
  "/maintenance/:id",
];

type Shape = Pick<RouteRule, "answer"> & Partial<Pick<RouteRule, "query" | "body">>;

function aboutOf(path: string): About {
  if (LISTS.includes(path)) return "what-one-may-see";
  if (path.startsWith("/incidents/:id")) return "incident";
  if (path.startsWith("/groups/:id")) return "group";
  if (path.startsWith("/sources/:id")) return "source";
  if (path.startsWith("/webhooks/:name")) return "webhook";
  return path.startsWith("/environments/:name") ? "environment" : "installation";
}

/** What programs send entries to. */
export function take(path: string, summary: string): RouteRule {
  return {
    ...{ method: "POST", path, summary, role: "responder", scope: "logs:write" },
    about: "installation",
    answer: "application/json",
  };
}

/** What a viewer may look at. */
export function read(path: string, summary: string, shape: Shape): RouteRule {
  return { method: "GET", path, summary, role: "viewer", scope: "incidents:read", about: aboutOf(path), ...shape };
}

/** What a responder may do. */
export function respond(method: RouteRule["method"], path: string, summary: string, shape: Shape): RouteRule {
  return { method, path, summary, role: "responder", scope: "incidents:write", about: aboutOf(path), ...shape };
}

/** What a commander may do. */
export function command(method: RouteRule["method"], path: string, summary: string, shape: Shape): RouteRule {
  return { method, path, summary, role: "commander", scope: "incidents:write", about: aboutOf(path), ...shape };
}

/** What concerns webhooks: viewers look, admins change. */
export function webhook(method: RouteRule["method"], path: string, summary: string, shape: Shape): RouteRule {
  return {
    method,
    path,
    summary,
    role: method === "GET" ? "viewer" : "admin",
    scope: "webhooks:admin",
    about: aboutOf(path),
    ...shape,
  };
}

/** What is for admins. */
export function administer(method: RouteRule["method"], path: string, summary: string, shape: Shape): RouteRule {
  return { method, path, summary, role: "admin", scope: "admin", about: aboutOf(path), ...shape };
}
