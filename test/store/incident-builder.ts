import type { Derivation, IncidentChange } from "../../server/store/save-incidents.ts";
import type { AnalysisFacts } from "../../server/store/write-incident.ts";
import type { Incident } from "../../shared/incident.ts";

/** A whole, valid incident; a test names only what matters. */
export function incidentOf(overrides: Partial<Incident> = {}): Incident {
  const id = overrides.id ?? "1".repeat(16);
  return {
    id,
    title: "GET /api/orders fails",
    headline: "GET /api/orders fails since noon.",
    environment: "staging",
    service: "api",
    severity: "high",
    severityReason: "every request fails",
    status: "open",
    firstSeen: "2026-03-01T12:00:00.000Z",
    lastSeen: "2026-03-01T13:00:00.000Z",
    symptoms: [symptom("g1", 3), symptom("g2", 60)],
    groups: [],
    hypotheses: [
      {
        id: "h1",
        family: "schema.missing-relation",
        title: "Relation orders is missing",
        slots: { relation: "orders \0 \ud800" },
        component: "database schema",
        role: "root-cause",
        verdict: "confirmed",
        confidence: 0.97,
        explains: { groups: 1, ofGroups: 1, entries: 60, ofEntries: 60 },
        sum: "3.5 → 0.97",
        evidence: [
          {
            id: "e1",
            kind: "check",
            effect: "supports",
            weight: 3,
            statement: "absent",
            at: "t1",
            ref: { checkId: "c1" },
          },
        ],
      },
    ],
    rootCause: {
      hypothesisId: "h1",
      family: "schema.missing-relation",
      component: "database schema",
      confidence: 0.97,
    },
    unexplained: [],
    fiveWhys: [
      {
        id: "w5",
        branch: "occurrence",
        level: 5,
        question: "Why was the migration not run?",
        answer: "Ask who deployed.",
        status: "open",
        evidenceIds: [],
      },
    ],
    checks: [check("2026-03-01T13:00:00.000Z")],
    timeline: [{ at: "2026-03-01T12:00:00.000Z", kind: "first-error", statement: "First error.", evidenceId: null }],
    impact: {
      failedRequests: 60,
      perDay: 1440,
      distinctCallers: 1,
      automatedShare: 1,
      capability: null,
      monthlyRevenueUsd: null,
      statement: "One poller.",
    },
    remediation: {
      phase: "root-cause",
      steps: [
        { id: "s1", title: "Create the table", detail: "Run it.", kind: "fix", status: "todo", owner: null },
        { id: "s2", title: "See it work", detail: "Look.", kind: "validate", status: "verified", owner: null },
      ],
      successCriteria: [{ id: "k1", kind: "recurrence", title: "No more", state: "unmet", reason: "it goes on" }],
    },
    ...overrides,
  };
}

/** A valid group of an incident, which tells nothing. */
export const INCIDENT_GROUP: Incident["groups"][number] = {
  id: "g",
  role: "cause",
  because: "",
  kind: "message",
  title: "",
  family: null,
  slots: {},
  template: "",
  count: 1,
  firstSeen: "",
  lastSeen: "",
  cadence: null,
  revisions: [],
  perMinute: [],
  samples: [],
  logsUrl: "",
};

function symptom(groupId: string, count: number): Incident["symptoms"][number] {
  return {
    groupId,
    kind: "request",
    title: "GET /api/orders 500",
    method: "GET",
    route: "/api/orders",
    status: 500,
    count,
    perDay: count * 24,
    cadence: null,
  };
}

/** A check that ran at `at`. */
export function check(at: string): Incident["checks"][number] {
  return {
    id: "c1",
    kind: "relation",
    environment: "staging",
    target: "orders",
    outcome: "confirmed",
    reason: "to_regclass gave null",
    statement: "Relation orders is absent.",
    at,
    durationMs: 4,
    how: "select to_regclass('orders')",
    detail: {},
  };
}

/** What an analysis hands to the store; each change is noted, and told to the endpoints named. */
export function derivationOf(
  incidents: Incident[],
  endpoints: string[] = [],
): Derivation & { analysis: AnalysisFacts } {
  return {
    incidents,
    analysis: {
      generatedAt: "2026-03-01T13:00:00.000Z",
      window: { from: "2026-03-01T12:00:00.000Z", to: "2026-03-01T13:00:00.000Z" },
      coverage: { read: 60, accepted: 60, duplicates: 0, rejected: 0, rejections: [], gaps: [] },
    },
    react: ({ before, after, revision }: IncidentChange) => ({
      events: [
        {
          at: Date.parse("2026-03-01T13:00:00.000Z"),
          kind: before === undefined ? "opened" : "changed",
          who: "Plumbline",
          what: before === undefined ? "opened the incident" : `saw it go from ${before.status} to ${after.status}`,
          why: null,
        },
      ],
      messages: [
        {
          id: `msg_${after.id}_${revision}`,
          type: before === undefined ? "incident.opened" : "incident.updated",
          body: JSON.stringify({ id: after.id, status: after.status }),
          endpoints,
        },
      ],
    }),
  };
}
