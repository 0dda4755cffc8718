import type { StoredIncident } from "../../server/store/read-incident.ts";
import { incidentResponseSchema } from "../../shared/api.ts";
import { type Incident, incidentSchema } from "../../shared/incident.ts";
import { DAY, HOUR, MINUTE, SECOND, toIso } from "../../shared/time.ts";
import { storyChecks, storyHypotheses, storyWhys } from "./story-causes.ts";
import { storyGroups } from "./story-groups.ts";

export const STORY_ID = "4f2a9c81d3e6b705";

const storySchema = incidentResponseSchema.omit({ chart: true }).extend({ incident: incidentSchema });

/** A day of the staged outage as it is stored: `now` in milliseconds since 1970. */
export function storyResponse(now: number): StoredIncident {
  const from = now - DAY;
  const onset = now - 22 * HOUR - 41 * MINUTE;
  return storySchema.parse({
    incident: storyIncident(from, onset, now),
    revision: 7,
    isSample: true,
    events: [
      {
        id: "v2",
        kind: "step",
        at: toIso(now - 4 * MINUTE),
        who: "Mira Okafor",
        what: 'Owner of "Validate" set to Mira Okafor.',
        why: null,
      },
      {
        id: "v1",
        kind: "opened",
        at: toIso(onset + 2 * MINUTE),
        who: "Plumbline",
        what: "Incident opened.",
        why: "3 failures in 3 minutes on a route that answered 2xx before.",
      },
    ],
    edits: [
      { at: toIso(now - 4 * MINUTE), who: "Mira Okafor", stepId: "s3", field: "owner", from: null, to: "Mira Okafor" },
    ],
    analysis: {
      generatedAt: toIso(now - 20 * SECOND),
      window: { from: toIso(from), to: toIso(now) },
      coverage: {
        read: 12841,
        accepted: 12790,
        duplicates: 48,
        rejected: 3,
        rejections: [{ line: 512, reason: "not a JSON object: <b>oops</b>" }],
        gaps: [{ from: toIso(now - 9 * HOUR), to: toIso(now - 8 * HOUR), reason: "throttled by Cloud Logging (429)" }],
      },
    },
  });
}

function storyIncident(from: number, onset: number, now: number): Incident {
  const groups = storyGroups(from, onset, now);
  const failed = groups[0]?.count ?? 0;
  return {
    id: STORY_ID,
    title: "GET /api/mcp/servers fails every 60 s: the pool class does not fit the asyncio engine",
    headline:
      "GET /api/mcp/servers of netra-backend-staging answers 500 every 60 s since revision 00035 took traffic. The database engine is created with QueuePool, which the asyncio engine refuses, so no session opens and no query ever runs. Confirmed by the text of every failed request, by the revision, and by production, which has another configuration and no such error.",
    environment: "staging",
    service: "netra-backend-staging",
    severity: "high",
    severityReason: "Staging, but a whole capability fails; every failing request comes from one automated caller.",
    status: "open",
    firstSeen: toIso(onset),
    lastSeen: toIso(now - 40 * SECOND),
    symptoms: [
      {
        groupId: "9d0c5e1a7b3f2468",
        kind: "request",
        title: "GET /api/mcp/servers → 500",
        method: "GET",
        route: "/api/mcp/servers",
        status: 500,
        count: failed,
        perDay: 1440,
        cadence: { periodSeconds: 60, jitterSeconds: 1, confidence: 0.98, caller: "one uptime check" },
      },
    ],
    groups,
    hypotheses: storyHypotheses(onset, now),
    rootCause: {
      hypothesisId: "h-pool",
      family: "config.pool-class-mismatch",
      component: "database engine configuration",
      confidence: 0.97,
    },
    unexplained: ["9 slow requests to the billing export, as many before the onset as after"],
    fiveWhys: storyWhys(),
    checks: storyChecks(now),
    timeline: [
      {
        at: toIso(onset - 40 * SECOND),
        kind: "change",
        statement: "Revision netra-backend-staging-00035 took traffic.",
        evidenceId: "e-revision",
      },
      {
        at: toIso(onset),
        kind: "first-error",
        statement: "Pool class QueuePool cannot be used with asyncio engine, for the first time.",
        evidenceId: "e-text",
      },
      {
        at: toIso(onset + 2 * MINUTE),
        kind: "detection",
        statement: "Steady failure: 3 of 3 requests of the route failed.",
        evidenceId: null,
      },
      { at: toIso(now - 6 * HOUR), kind: "change", statement: "Secret DATABASE_URL got version 12.", evidenceId: null },
      {
        at: toIso(now - 30 * SECOND),
        kind: "check",
        statement: "GET /api/mcp/servers answers 500.",
        evidenceId: "e-probe",
      },
    ],
    impact: {
      failedRequests: failed,
      perDay: 1440,
      distinctCallers: 1,
      automatedShare: 1,
      capability: "Agent discovery",
      monthlyRevenueUsd: 120000,
      statement: "One uptime check sees every failure. No person's request failed in this window.",
    },
    remediation: {
      phase: "fix",
      steps: [
        {
          id: "s1",
          title: "Send traffic back to revision 00034",
          detail:
            "gcloud run services update-traffic netra-backend-staging --to-revisions=netra-backend-staging-00034=100",
          kind: "mitigate",
          status: "todo",
          owner: null,
        },
        {
          id: "s2",
          title: "Create the engine without a pool class, or with AsyncAdaptedQueuePool",
          detail:
            "engine = create_async_engine(url, poolclass=AsyncAdaptedQueuePool)\nRemove poolclass=QueuePool from the settings of staging.",
          kind: "fix",
          status: "todo",
          owner: null,
        },
        {
          id: "s3",
          title: "See 10 minutes of traffic without the error",
          detail: "The probe and the recurrence criterion do this by themselves.",
          kind: "validate",
          status: "todo",
          owner: "Mira Okafor",
        },
        {
          id: "s4",
          title: "Add the missing table mcp_external_servers to staging",
          detail: "Latent: it will fail next, once sessions open.\nalembic upgrade head",
          kind: "prevent",
          status: "todo",
          owner: null,
        },
        {
          id: "s5",
          title: "Create the engine in a test with the settings of each environment",
          detail: "",
          kind: "prevent",
          status: "done",
          owner: "Jun",
        },
      ],
      successCriteria: [
        {
          id: "c1",
          kind: "endpoint",
          title: "GET /api/mcp/servers answers 2xx",
          state: "unmet",
          reason: "It answered 500 30 s ago.",
        },
        {
          id: "c2",
          kind: "recurrence",
          title: "No error of the group for 10 minutes while the route has traffic",
          state: "unmet",
          reason: "Last seen 40 s ago.",
        },
        {
          id: "c3",
          kind: "schema",
          title: "Staging and production have the same relations",
          state: "unmet",
          reason: "mcp_external_servers is missing in staging.",
        },
        {
          id: "c4",
          kind: "capacity",
          title: "Requests by class are back to the level before the onset",
          state: "unverified",
          reason: "Cloud Monitoring could not be asked: no credentials.",
        },
      ],
    },
  };
}
