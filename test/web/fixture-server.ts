import { existsSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import express from "express";
import type { StoredIncident } from "../../server/store/read-incident.ts";
import {
  type IncidentSummary,
  type IncidentsResponse,
  incidentsResponseSchema,
  type StatusResponse,
  statusResponseSchema,
  stepPatchSchema,
} from "../../shared/api.ts";
import { MINUTE, toIso } from "../../shared/time.ts";
import { DIST as BUILT } from "./built-files.ts";
import { historyApi } from "./fixture-history.ts";
import { incidentPartsApi, shownOf } from "./fixture-incident.ts";
import { pageOf } from "./fixture-paged.ts";
import { pageApi } from "./fixture-pages.ts";
import { settingsApi } from "./fixture-settings.ts";
import { storyResponse } from "./story.ts";
import { storySummaries } from "./story-list.ts";
import { type StoryPages, storyPages } from "./story-pages.ts";

/** What the fixture answers; tests change it. */
export type Fixture = {
  url: string;
  incident: StoredIncident;
  list: IncidentSummary[];
  status: StatusResponse;
  pages: StoryPages;
  /** The next request of this method and path fails with a 500 in the API's form. */
  failNext: string | undefined;
  /** Requests of these methods and paths are answered so many milliseconds later. */
  late: Record<string, number>;
  requests: string[];
  /** Sends an event to every open stream. */
  push: (event: string, data: unknown) => void;
  /** Ends every open stream; new ones are refused while `isDeaf`. */
  hangUp: () => void;
  isDeaf: boolean;
  close: () => Promise<void>;
};

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const DIST = fileURLToPath(BUILT);

/** Serves the built dashboard and an API that answers from memory, on a free port of loopback. */
export async function startFixture(now = Date.now()): Promise<Fixture> {
  if (!existsSync(`${DIST}index.html`))
    throw new Error("web/dist is missing: run `npm run build`, then the test again.");
  const incident = storyResponse(now);
  const fixture: Fixture = {
    url: "",
    incident,
    pages: storyPages(incident.incident, now),
    list: storySummaries(now),
    status: storyStatus(now),
    failNext: undefined,
    late: {},
    requests: [],
    push: () => {},
    hangUp: () => {},
    isDeaf: false,
    close: () => Promise.resolve(),
  };
  const server = routes(fixture).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  fixture.url = `http://127.0.0.1:${port}`;
  fixture.close = () =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return fixture;
}

function routes(fixture: Fixture) {
  const app = express();
  app.use((request, response, next) => {
    response.set("content-security-policy", POLICY);
    const line = `${request.method} ${request.path}`;
    fixture.requests.push(line);
    const waitMs = fixture.late[line] ?? 0;
    if (fixture.failNext !== line) return waitMs > 0 ? void setTimeout(next, waitMs) : next();
    fixture.failNext = undefined;
    response.status(500).json({ error: { code: "internal", message: "The store is away.", requestId: "req-42" } });
  });
  app.use(express.json());
  app.use("/api/v1", api(fixture));
  app.use(express.static(DIST, { index: false }));
  app.get("/{*path}", (_request, response) => response.sendFile("index.html", { root: DIST }));
  return app;
}

function api(fixture: Fixture) {
  const router = express.Router();
  router.get("/status", (_request, response) => response.json(fixture.status));
  router.get("/incidents", (request, response) => response.json(listed(fixture.list, request.query)));
  router.use(historyApi(fixture));
  router.use(incidentPartsApi(fixture));
  router.get("/incidents/:id", (request, response) => {
    if (request.params.id === fixture.incident.incident.id) return response.json(shownOf(fixture.incident));
    const message = `There is no incident ${request.params.id}. It may have expired.`;
    return response.status(404).json({ error: { code: "not-found", message, requestId: "req-404" } });
  });
  router.patch("/incidents/:id/steps/:stepId", (request, response) => {
    const patch = stepPatchSchema.parse(request.body);
    const step = fixture.incident.incident.remediation.steps.find(({ id }) => id === request.params.stepId);
    if (!step) return response.status(404).end();
    if (patch.status !== undefined) step.status = patch.status;
    if (patch.owner !== undefined) step.owner = patch.owner;
    if (typeof patch.due === "string") step.due = patch.due;
    if (typeof patch.link === "string") step.link = patch.link;
    if (typeof patch.note === "string") step.note = patch.note;
    return response.json({ step, revision: ++fixture.incident.revision });
  });
  router.post("/incidents/:id/acknowledge", (_request, response) => {
    fixture.incident.incident.status = "acknowledged";
    response.json({ status: "acknowledged", revision: ++fixture.incident.revision });
  });
  router.post("/incidents/:id/checks/run", (request, response) => {
    const { checks } = fixture.incident.incident;
    const ran = checks.filter(({ id }) => request.body.checkId === undefined || id === request.body.checkId);
    for (const check of ran) check.at = new Date().toISOString();
    response.json({ checks: ran, revision: ++fixture.incident.revision });
  });
  router.get("/incidents/:id/report", (request, response) => {
    response.attachment(`incident-${request.params.id}.${request.query.format === "markdown" ? "md" : "txt"}`);
    response.send(`# ${fixture.incident.incident.title}\n`);
  });
  router.post("/sample/fix", (_request, response) => {
    fixture.status.sample = { loaded: true, fixApplied: true, canApply: false };
    response.json({ sample: fixture.status.sample });
  });
  router.use(pageApi(fixture));
  router.use(settingsApi());
  const streams = new Set<express.Response>();
  fixture.push = (event, data) => {
    for (const stream of streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  fixture.hangUp = () => {
    for (const stream of streams) stream.end();
  };
  router.get("/events", (_request, response) => {
    if (fixture.isDeaf) return response.status(503).end();
    streams.add(response);
    response.on("close", () => streams.delete(response));
    response.set("content-type", "text/event-stream").flushHeaders();
    response.write(`event: hello\ndata: ${JSON.stringify({ at: new Date().toISOString() })}\n\n`);
    return undefined;
  });
  router.post("/sample", (_request, response) => {
    fixture.status.sample = { loaded: true, fixApplied: false, canApply: true };
    response.json({ sample: fixture.status.sample });
  });
  router.delete("/sample", (_request, response) => {
    fixture.status.sample = { loaded: false, fixApplied: false, canApply: false };
    fixture.list = fixture.list.filter(({ isSample }) => !isSample);
    response.json({ sample: fixture.status.sample });
  });
  return router;
}

function listed(all: IncidentSummary[], query: Record<string, unknown>): IncidentsResponse {
  const has = (key: string, value: string) => typeof query[key] !== "string" || query[key].split(",").includes(value);
  const text = typeof query.q === "string" ? query.q.toLowerCase() : "";
  const incidents = all.filter(
    (one) =>
      has("status", one.status) &&
      has("severity", one.severity) &&
      has("environment", one.environment) &&
      has("service", one.service) &&
      `${one.title} ${one.service} ${one.id}`.toLowerCase().includes(text),
  );
  return incidentsResponseSchema.parse({
    incidents: pageOf(incidents, query),
    matching: incidents.length,
    totals: { all: all.length, active: all.filter(({ status }) => status !== "resolved" && status !== "muted").length },
    facets: {
      environments: [...new Set(all.map(({ environment }) => environment))].sort(),
      services: [...new Set(all.map(({ service }) => service))].sort(),
    },
  });
}

function storyStatus(now: number): StatusResponse {
  return statusResponseSchema.parse({
    version: "0.1.0",
    sample: { loaded: true, fixApplied: false, canApply: true },
    coverage: { read: 12841, accepted: 12790, duplicates: 48, rejected: 3, rejections: [], gaps: [] },
    sources: [
      { name: "sample", kind: "sample", state: "done", detail: `12,841 entries up to ${toIso(now - MINUTE)}.` },
      {
        name: "my-project",
        kind: "cloud-logging",
        state: "failed",
        detail: "PERMISSION_DENIED: grant roles/logging.viewer to the service account.",
      },
    ],
    environments: ["staging", "production"],
    now: toIso(now),
  });
}
