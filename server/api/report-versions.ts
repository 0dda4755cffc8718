import express, { type Request, type Router } from "express";
import {
  type ReportChangesResponse,
  type ReportVersionResponse,
  type ReportVersionsResponse,
  reportChangesQuerySchema,
  reportMarkRequestSchema,
  saveReportRequestSchema,
} from "../../shared/api-reports.ts";
import { ROLES } from "../../shared/auth-config.ts";
import { roleWithin } from "../../shared/identity.ts";
import type { Analysis } from "../../shared/incident.ts";
import { PlumblineError } from "../lib/errors.ts";
import { readIncident, readIncidentAt, type StoredIncident } from "../store/read-incident.ts";
import {
  listReportVersions,
  markReport,
  type ReportEditor,
  readReportVersion,
  saveReport,
} from "../store/report-versions.ts";
import type { ApiDeps } from "./deps.ts";
import { identityOf } from "./guard-access.ts";

/** Versions of reports: kept, listed, marked and compared. */
export function reportVersionRoutes(deps: ApiDeps): Router {
  const routes = express.Router();
  const editor = (request: Request): ReportEditor => ({ who: identityOf(request).who, at: deps.now() });
  routes.get("/incidents/:id/reports", async (request, response) => {
    const { id } = request.params;
    const { analysis } = await analysisOfNow(deps, id);
    const versions = await listReportVersions(deps.pool, id);
    const newest = versions[0] && (await readReportVersion(deps.pool, id, versions[0].number)).analysis;
    const changes = newest === undefined ? null : deps.reports.compare(newest, analysis);
    response.json({ versions, changes } satisfies ReportVersionsResponse);
  });
  routes.post("/incidents/:id/reports", async (request, response) => {
    const { audience } = saveReportRequestSchema.parse(request.body ?? {});
    const { id } = request.params;
    const { analysis, revision } = await analysisOfNow(deps, id);
    const packed = await deps.reports.pack(analysis);
    const { version } = await saveReport(deps.pool, id, { ...packed, revision, audience }, editor(request));
    response.json({ version } satisfies ReportVersionResponse);
  });
  routes.patch("/incidents/:id/reports/:number", async (request, response) => {
    const marks = reportMarkRequestSchema.parse(request.body);
    const { id } = request.params;
    if (marks.state === "final") await requireCommander(deps, request, id);
    const version = await markReport(deps.pool, id, numberOf(request.params.number), marks, editor(request));
    response.json({ version } satisfies ReportVersionResponse);
  });
  routes.get("/incidents/:id/reports/:number/changes", async (request, response) => {
    const { from: asked } = reportChangesQuerySchema.parse(request.query);
    const { id } = request.params;
    const to = numberOf(request.params.number);
    const from = asked === undefined ? to - 1 : asked === "now" ? "now" : Number(asked);
    const after = (await readReportVersion(deps.pool, id, to)).analysis;
    if (from === 0) throw new PlumblineError("bad-input", "Version 1 is the first: name another one with from.");
    const answer: ReportChangesResponse =
      from === "now"
        ? { from: to, to: "now", changes: deps.reports.compare(after, (await analysisOfNow(deps, id)).analysis) }
        : { from, to, changes: deps.reports.compare((await readReportVersion(deps.pool, id, from)).analysis, after) };
    response.json(answer);
  });
  return routes;
}

/** A report with the revision of its incident. */
type Told = { analysis: Analysis; revision: number };

/** The report of an incident as it is now; throws `not-found`. */
export async function analysisOfNow({ pool }: ApiDeps, id: string): Promise<Told> {
  return analysisOf(id, await readIncident(pool, id));
}

/** The report of what was known of an incident at a moment (milliseconds since 1970); throws `not-found`. */
export async function analysisAt({ pool }: ApiDeps, id: string, at: number): Promise<Told> {
  return analysisOf(id, await readIncidentAt(pool, id, at));
}

function analysisOf(id: string, found: StoredIncident | undefined): Told {
  if (found === undefined) throw new PlumblineError("not-found", `There is no incident ${id}.`);
  const { incident, analysis, revision } = found;
  return { analysis: { schema: "plumbline.analysis/v1", ...analysis, incidents: [incident] }, revision };
}

/** The number of a version in an address; throws `bad-input`. */
export function numberOf(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new PlumblineError("bad-input", `The version is "${text.slice(0, 40)}": expected its number, such as 1.`);
}

/** Who made a version final answers for it: a commander in the incident's environment, or a token that may write. */
async function requireCommander({ pool }: ApiDeps, request: Request, id: string): Promise<void> {
  const identity = identityOf(request);
  if (identity.method === "token") return;
  const environment = (await readIncident(pool, id))?.incident.environment ?? "";
  const role = roleWithin(identity, environment);
  if (role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf("commander")) return;
  throw new PlumblineError(
    "forbidden",
    `${identity.who} has the role ${role ?? "none"} here; making a version final takes commander. Roles stand under auth.roles in the configuration.`,
  );
}
