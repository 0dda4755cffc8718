import express, { type Router } from "express";
import type { WhoamiResponse } from "../../shared/api-access.ts";
import { muteRequestSchema } from "../../shared/api-groups.ts";
import { pauseRequestSchema, textRequestSchema } from "../../shared/api-operations.ts";
import { toIso } from "../../shared/time.ts";
import { shownOf } from "./fixture-incident.ts";
import { pageOf } from "./fixture-paged.ts";
import type { Fixture } from "./fixture-server.ts";

const OPERATOR: WhoamiResponse = {
  ...{ who: "Operator", method: "operator", role: "admin", roleIn: {} },
  ...{ scopes: [], environments: null, canSignOut: false },
};

/** The API behind the pages beside the list of incidents, from memory. */
export function pageApi(fixture: Fixture): Router {
  const router = express.Router();
  groups(router, fixture);
  words(router, fixture);
  router.get("/whoami", (_request, response) => response.json(OPERATOR));
  router.get("/environments", (_request, response) => response.json(fixture.pages.environments));
  router.post("/environments/:name/look", (_request, response) => {
    const { environments } = fixture.pages;
    for (const { drift } of environments.comparisons) if (drift) drift.at = toIso(Date.now());
    response.json(environments);
  });
  router.get("/checks", (request, response) => {
    const { checks } = fixture.pages;
    const { outcome } = request.query;
    const some = checks.checks.filter(({ check }) => outcome === undefined || check.outcome === outcome);
    response.json({ ...checks, checks: pageOf(some, request.query), matching: some.length });
  });
  sources(router, fixture);
  webhooks(router, fixture);
  return router;
}

function sources(router: Router, fixture: Fixture): void {
  router.get("/sources", (_request, response) => response.json(fixture.pages.sources));
  const find = (id: string) => fixture.pages.sources.sources.find((source) => source.id === id);
  router.post("/sources/:id/pause", (request, response) => {
    const source = find(request.params.id);
    if (!source) return response.status(404).end();
    const { reason } = pauseRequestSchema.parse(request.body);
    Object.assign(source, { state: "paused", pause: { by: "Operator", reason, since: toIso(Date.now()) } });
    return response.json({ source });
  });
  router.post("/sources/:id/resume", (request, response) => {
    const source = find(request.params.id);
    if (!source) return response.status(404).end();
    Object.assign(source, { state: "reading", detail: "Starting.", pause: null });
    return response.json({ source });
  });
}

function groups(router: Router, fixture: Fixture): void {
  router.get("/groups", (request, response) => {
    const { q, family, state } = request.query;
    const some = fixture.pages.groups.groups.filter(
      (group) =>
        (typeof q !== "string" || group.title.toLowerCase().includes(q.toLowerCase())) &&
        (family === undefined || group.family === family) &&
        (state === "all" || (state === "muted") === (group.mutedUntil !== null)),
    );
    response.json({ ...fixture.pages.groups, groups: pageOf(some, request.query), matching: some.length });
  });
  router.get("/groups/:id/explain", (_request, response) => {
    const { id, title, kind, family, slots, template, masks } = fixture.pages.group.group;
    response.json({
      ...{ groupId: id, title, kind, family, slots, template, rule: null, newestGoesTo: id, history: [] },
      ...{
        decidedBy: "family",
        statement: `They come from one service, are recognised as ${family}, and name the same things.`,
      },
      masks: masks.map((mask) => ({ ...mask, examples: ["10.0.0.1"] })),
      parts: [],
    });
  });
  router.get("/groups/:id", (request, response) => {
    if (request.params.id === fixture.pages.group.group.id) return response.json(fixture.pages.group);
    const message = `There is no group ${request.params.id}. Its entries may have expired.`;
    return response.status(404).json({ error: { code: "not-found", message, requestId: "req-404" } });
  });
  router.put("/groups/:id/mute", (request, response) => {
    const { until, reason } = muteRequestSchema.parse(request.body);
    const since = toIso(Date.now());
    const mute = { who: "Operator", reason, since, until, entries: 7, wouldHaveFired: 1, lastFired: null };
    fixture.pages.group.mute = mute;
    fixture.pages.group.group.mutedUntil = until;
    response.json({ mute });
  });
  router.delete("/groups/:id/mute", (_request, response) => {
    fixture.pages.group.mute = null;
    fixture.pages.group.group.mutedUntil = null;
    response.json({ mute: null });
  });
}

function words(router: Router, fixture: Fixture): void {
  const event = (kind: string, what: string, why: string) => ({
    id: String(fixture.incident.events.length + 10),
    at: toIso(Date.now()),
    kind,
    who: "Operator",
    what,
    why,
  });
  router.post("/incidents/:id/comments", (request, response) => {
    const { text } = textRequestSchema.parse(request.body);
    fixture.incident.events.unshift(event("comment", "commented", text));
    response.json(shownOf(fixture.incident));
  });
  router.post("/incidents/:id/whys/:whyId/answer", (request, response) => {
    const { text } = textRequestSchema.parse(request.body);
    const why = fixture.incident.incident.fiveWhys.find(({ id }) => id === request.params.whyId);
    if (why) Object.assign(why, { answer: text, status: "answered" });
    response.json(shownOf(fixture.incident));
  });
}

function webhooks(router: Router, fixture: Fixture): void {
  router.get("/webhooks", (_request, response) => response.json(fixture.pages.webhooks));
  router.post("/webhooks/:name/test", (_request, response) => response.json({ messageId: "msg_test" }));
  router.post("/webhooks/:name/replay", (request, response) => {
    const delivery = fixture.pages.webhooks.deliveries.find(({ messageId }) => messageId === request.body.messageId);
    if (delivery) delivery.state = "pending";
    response.json({});
  });
  router.post("/webhooks/:name/enable", (request, response) => {
    const endpoint = fixture.pages.webhooks.webhooks.find(({ name }) => name === request.params.name);
    if (endpoint) endpoint.disabled = null;
    response.json({});
  });
}
