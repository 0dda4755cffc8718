import express, { type Router } from "express";
import {
  auditResponseSchema,
  sessionsResponseSchema,
  type TokenView,
  tokensResponseSchema,
} from "../../shared/api-access.ts";
import { peopleResponseSchema, servicesResponseSchema } from "../../shared/api-settings.ts";
import { maintenanceListSchema } from "../../shared/api-webhooks.ts";
import { DAY, HOUR, MINUTE, toIso } from "../../shared/time.ts";

/** The API behind settings and maintenance, from memory: a little of everything. */
export function settingsApi(now = Date.now()): Router {
  const router = express.Router();
  router.get("/services", (_request, response) => response.json(services));
  router.get("/people", (_request, response) => response.json(people));
  router.get("/tokens", (_request, response) => response.json(tokensOf(now)));
  router.get("/sessions", (_request, response) => response.json(sessionsOf(now)));
  router.get("/audit", (_request, response) => response.json(auditOf(now)));
  router.get("/maintenance", (_request, response) => response.json(maintenanceOf(now)));
  return router;
}

const services = servicesResponseSchema.parse({
  services: ["agent-gateway", "netra-backend-staging", "orders"].map((name, index) => ({
    name,
    capability: index === 1 ? "Agent discovery" : null,
    monthlyRevenueUsd: index === 1 ? 120_000 : null,
    requiredRows: index,
    isConfigured: index > 0,
    edit: null,
  })),
});

const people = peopleResponseSchema.parse({
  methods: ["oidc", "token"],
  grants: [
    { role: "commander", emails: [], groups: ["sre@example.com"], domains: [], environments: null },
    { role: "viewer", emails: [], groups: [], domains: ["example.com"], environments: ["staging"] },
  ],
});

function tokensOf(now: number) {
  const token = (name: string, scopes: TokenView["scopes"]): TokenView => ({
    ...{ id: name, name, hint: "plb_3fA9", scopes, environments: null, createdBy: "ada@example.com" },
    ...{ createdAt: toIso(now - 9 * DAY), expiresAt: toIso(now + 81 * DAY), lastUsedAt: toIso(now - HOUR) },
    revokedAt: null,
  });
  return tokensResponseSchema.parse({ tokens: [token("exporter", ["incidents:read"]), token("logs", ["logs:write"])] });
}

function sessionsOf(now: number) {
  const sessions = ["ada@example.com", "grace@example.com"].map((who, index) => ({
    ...{ id: String(index), who, createdAt: toIso(now - DAY) },
    ...{ lastUsedAt: toIso(now - index * HOUR), endsAt: toIso(now + DAY) },
  }));
  return sessionsResponseSchema.parse({ sessions });
}

function auditOf(now: number) {
  const rows = Array.from({ length: 12 }, (_, index) => ({
    ...{ id: String(100 - index), at: toIso(now - index * HOUR), who: "ada@example.com", method: "oidc" },
    ...{ address: "198.51.100.7", action: "PATCH /incidents/:id/steps/:stepId" },
    ...{ target: "/api/v1/incidents/a1/steps/fix", outcome: "done", detail: null },
  }));
  return auditResponseSchema.parse({ rows });
}

function maintenanceOf(now: number) {
  const planned = { id: "1", endpoint: "pager", who: "ada@example.com", reason: "The database moves to its new host." };
  return maintenanceListSchema.parse({
    maintenance: [{ ...planned, from: toIso(now - MINUTE), to: toIso(now + HOUR) }],
  });
}
