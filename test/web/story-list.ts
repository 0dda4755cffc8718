import { type IncidentSummary, incidentSummarySchema } from "../../shared/api.ts";
import { DAY, HOUR, MINUTE, SECOND, toIso } from "../../shared/time.ts";
import { STORY_ID } from "./story.ts";
import { HOSTILE_TEXTS } from "./story-groups.ts";

/** Six incidents of different severities, states and certainty, the story among them. */
export function storySummaries(now: number): IncidentSummary[] {
  return [
    summary({
      id: "a1b2c3d4e5f60718",
      title: "checkout-api answers 503: every instance exits at boot",
      service: "checkout-api",
      environment: "production",
      severity: "critical",
      firstSeen: toIso(now - 14 * MINUTE),
      lastSeen: toIso(now - 9 * SECOND),
      symptom: {
        ...SYMPTOM,
        title: "POST /v2/orders/:id/confirm → 503",
        route: "/v2/orders/:id/confirm",
        status: 503,
        count: 4211,
        perDay: 433131,
        cadence: null,
      },
      moreSymptoms: 8,
      cause: {
        hypothesisId: "h",
        family: "boot.import-error",
        title: 'Module "payments.ledger" does not exist',
        role: "root-cause",
        verdict: "confirmed",
        confidence: 0.994,
      },
      remediation: { phase: "root-cause", done: 0, failed: 0, total: 6, criteriaMet: 0, criteria: 3 },
    }),
    summary({
      id: STORY_ID,
      title: "GET /api/mcp/servers fails every 60 s: the pool class does not fit the asyncio engine",
      firstSeen: toIso(now - 22 * HOUR - 41 * MINUTE),
      lastSeen: toIso(now - 40 * SECOND),
      isSample: true,
    }),
    summary({
      id: "b7c8d9e0f1a2b3c4",
      title: "Connections to the orders database run out in the evening",
      service: "orders-worker-with-a-rather-long-service-name-eu-west4",
      environment: "production",
      severity: "high",
      status: "acknowledged",
      firstSeen: toIso(now - 3 * DAY),
      lastSeen: toIso(now - 2 * HOUR),
      symptom: {
        ...SYMPTOM,
        kind: "exception",
        title: "remaining connection slots are reserved for roles with the SUPERUSER attribute",
        method: null,
        route: null,
        status: null,
        count: 312,
        perDay: 104,
        cadence: null,
      },
      cause: {
        hypothesisId: "h",
        family: "capacity.database-connections",
        title: "max_connections of orders-db is reached",
        role: "root-cause",
        verdict: "probable",
        confidence: 0.81,
      },
      remediation: { phase: "fix", done: 2, failed: 1, total: 6, criteriaMet: 1, criteria: 4 },
    }),
    summary({
      id: "c9d0e1f2a3b4c5d6",
      title: HOSTILE_TEXTS[0] ?? "",
      severity: "medium",
      firstSeen: toIso(now - 5 * HOUR),
      lastSeen: toIso(now - 3 * MINUTE),
      symptom: { ...SYMPTOM, title: HOSTILE_TEXTS[2] ?? "" },
      cause: null,
      remediation: { phase: "evidence", done: 0, failed: 0, total: 2, criteriaMet: 0, criteria: 1 },
    }),
    summary({
      id: "d1e2f3a4b5c6d7e8",
      title: "Nightly export fails at 02:00",
      service: "billing-export",
      environment: "production",
      severity: "low",
      status: "recovering",
      firstSeen: toIso(now - 6 * DAY),
      lastSeen: toIso(now - 9 * HOUR),
      cause: {
        hypothesisId: "h",
        family: "auth.token-expired",
        title: "The token of the export account has expired",
        role: "root-cause",
        verdict: "possible",
        confidence: 0.55,
      },
      remediation: { phase: "validation", done: 4, failed: 0, total: 5, criteriaMet: 2, criteria: 3 },
    }),
    summary({
      id: "e3f4a5b6c7d8e9f0",
      title: "Search index lagged",
      service: "search",
      status: "resolved",
      severity: "low",
    }),
  ];
}

/** A valid summary; the test names what matters. */
export function summary(some: Partial<IncidentSummary>): IncidentSummary {
  return incidentSummarySchema.parse({
    id: "0000000000000000",
    revision: 3,
    title: "Something fails",
    environment: "staging",
    service: "netra-backend-staging",
    severity: "high",
    status: "open",
    firstSeen: toIso(0),
    lastSeen: toIso(0),
    symptom: SYMPTOM,
    moreSymptoms: 0,
    cause: {
      hypothesisId: "h-pool",
      family: "config.pool-class-mismatch",
      title: "QueuePool cannot be used with the asyncio engine",
      role: "root-cause",
      verdict: "confirmed",
      confidence: 0.97,
    },
    failedRequests: 1361,
    remediation: { phase: "fix", done: 1, failed: 0, total: 5, criteriaMet: 0, criteria: 4 },
    isSample: false,
    ...some,
  });
}

const SYMPTOM = {
  groupId: "9d0c5e1a7b3f2468",
  kind: "request",
  title: "GET /api/mcp/servers → 500",
  method: "GET",
  route: "/api/mcp/servers",
  status: 500,
  count: 1361,
  perDay: 1440,
  cadence: { periodSeconds: 60, jitterSeconds: 1, confidence: 0.98, caller: "one uptime check" },
} as const;
