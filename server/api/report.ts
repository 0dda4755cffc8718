import { createHash } from "node:crypto";
import express, { type Response, type Router } from "express";
import type { ReportFormat } from "../../shared/api.ts";
import { type Audience, type ReportQuery, reportQuerySchema } from "../../shared/api-reports.ts";
import { PlumblineError } from "../lib/errors.ts";
import { readReportBundle, readReportVersion } from "../store/report-versions.ts";
import type { ApiDeps, Rendered } from "./deps.ts";
import { momentOf } from "./moment.ts";
import { analysisAt, analysisOfNow, numberOf } from "./report-versions.ts";

const NO_PAST_BUNDLE =
  "A bundle holds what the report was derived from, and that is kept as it is now: take json for what was known at a moment, or the bundle of a saved version.";
const SHOWN: readonly ReportFormat[] = ["html", "pdf"];

/** Reports as downloads: of now, and of versions. */
export function reportRoutes(deps: ApiDeps): Router {
  const routes = express.Router();
  routes.get("/incidents/:id/report", async (request, response) => {
    const query = reportQuerySchema.parse(request.query);
    const { id } = request.params;
    const at = momentOf(query, deps.now());
    if (at !== undefined && query.format === "bundle") throw new PlumblineError("bad-input", NO_PAST_BUNDLE);
    const { analysis } = await (at === undefined ? analysisOfNow(deps, id) : analysisAt(deps, id, at));
    const audience = query.audience ?? "internal";
    const rendered = await deps.reports.render(query.format, analysis, { audience, zone: query.zone });
    const then = at === undefined ? "" : `-at-${new Date(at).toISOString().replace(/[-:]|\.\d+/g, "")}`;
    send(response, rendered, query, nameOf(`incident-${id}${then}`, audience));
  });
  routes.get("/incidents/:id/reports/:number", async (request, response) => {
    const query = reportQuerySchema.parse(request.query);
    const { id } = request.params;
    const number = numberOf(request.params.number);
    const { version, analysis } = await readReportVersion(deps.pool, id, number);
    const audience = query.audience ?? version.audience;
    const bundle = query.format === "bundle" ? await readReportBundle(deps.pool, id, number) : undefined;
    const rendered = await deps.reports.render(query.format, analysis, { audience, zone: query.zone, version, bundle });
    send(response, rendered, query, nameOf(`incident-${id}-v${number}`, audience));
  });
  return routes;
}

function nameOf(name: string, audience: Audience): string {
  return audience === "public" ? `${name}-public` : name;
}

function send(response: Response, { body, mediaType, extension }: Rendered, query: ReportQuery, name: string): void {
  const isShown = query.disposition === "inline" && SHOWN.includes(query.format);
  if (isShown) {
    response.setHeader("content-security-policy", policyFor(body));
    response.setHeader("x-frame-options", "SAMEORIGIN");
  }
  response.setHeader("content-type", mediaType);
  const disposition = isShown ? "inline" : "attachment";
  response.setHeader("content-disposition", `${disposition}; filename="${name}.${extension}"`);
  response.send(typeof body === "string" ? body : Buffer.from(body));
}

/**
 * Of an exported report that a browser shows: it runs and loads nothing, has the one style that it came with, and only Plumbline's own
 * pages may frame it. A browser's own viewer of PDF does not work in a sandbox, and brings styles of its own.
 */
function policyFor(body: Rendered["body"]): string {
  const [, style] = (typeof body === "string" ? /<style>([^<]*)<\/style>/.exec(body) : null) ?? [];
  const allowed =
    style === undefined ? "'unsafe-inline'" : `'sha256-${createHash("sha256").update(style).digest("base64")}'`;
  const policy = `default-src 'none'; style-src ${allowed}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`;
  return style === undefined ? policy : `${policy}; sandbox allow-popups`;
}
