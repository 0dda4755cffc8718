import express, { type Router } from "express";
import { mergeRequestSchema, splitRequestSchema } from "../../shared/api-incident.ts";
import { MINUTE, toIso } from "../../shared/time.ts";
import { shownOf } from "./fixture-incident.ts";
import type { Fixture } from "./fixture-server.ts";

/** The moments of the story's incident, its check runs, and decisions about its groups, from memory. */
export function historyApi(fixture: Fixture): Router {
  const router = express.Router();
  const now = Date.now();
  router.get("/incidents/:id/history", (_request, response) => {
    const opened = toIso(now - 90 * MINUTE);
    response.json({
      openedAt: opened,
      moments: [
        {
          at: opened,
          revision: 1,
          who: "Plumbline",
          changes: [{ field: "opened", name: null, from: null, to: "Opened" }],
        },
        { at: toIso(now - 60 * MINUTE), revision: 2, who: "Plumbline", changes: [] },
        {
          at: toIso(now - 30 * MINUTE),
          revision: 3,
          who: "Plumbline",
          changes: [{ field: "severity", name: null, from: "low", to: "high" }],
        },
        {
          at: toIso(now - 4 * MINUTE),
          revision: 7,
          who: "Mira Okafor",
          changes: [{ field: "step", name: "Validate", from: "todo", to: "todo, Mira Okafor" }],
        },
      ],
    });
  });
  router.get("/incidents/:id", (request, response, next) => {
    const { at } = request.query;
    if (typeof at !== "string" || request.params.id !== fixture.incident.incident.id) return next();
    const { incident } = fixture.incident;
    const then = { ...incident, severity: "low" as const, rootCause: null };
    return response.json(
      shownOf({ ...fixture.incident, incident: then, revision: 1, past: { at, from: at, until: null } }),
    );
  });
  router.get("/incidents/:id/checks", (_request, response) => {
    const checks = fixture.incident.incident.checks.map(({ id, outcome }, index) => ({
      checkId: id,
      total: 75,
      runs: Array.from({ length: 20 }, (_, run) => ({
        at: toIso(now - (20 - run) * MINUTE),
        outcome: index === 0 && run < 8 ? ("unknown" as const) : outcome,
      })),
    }));
    response.json({ checks });
  });
  router.post("/incidents/:id/merge", (request, response) => {
    const { into } = mergeRequestSchema.parse(request.body);
    response.json({ decisionId: "1", from: request.params.id, into });
  });
  router.post("/incidents/:id/split", (request, response) => {
    splitRequestSchema.parse(request.body);
    response.json({ decisionId: "2", from: request.params.id, into: request.params.id });
  });
  return router;
}
