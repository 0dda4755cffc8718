import type { Check } from "../../shared/check.ts";
import type { Evidence, Hypothesis, Why } from "../../shared/incident.ts";
import { SECOND, toIso } from "../../shared/time.ts";
import { logsUrlOf } from "./story-groups.ts";

/** What the live systems answered: the table is absent, the probe fails, one thing could not be seen. */
export function storyChecks(now: number): Check[] {
  const at = toIso(now - 30 * SECOND);
  return [
    {
      id: "relation:staging:mcp_external_servers",
      kind: "relation",
      environment: "staging",
      target: "mcp_external_servers",
      outcome: "confirmed",
      reason: "No schema of the database has a relation of this name.",
      statement: "Relation mcp_external_servers is absent from staging.",
      at,
      durationMs: 14,
      how: "select n.nspname, c.relname\nfrom pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace\nwhere c.relname = 'mcp_external_servers'",
      detail: { schemas: [] },
    },
    {
      id: "relation:production:mcp_external_servers",
      kind: "relation",
      environment: "production",
      target: "mcp_external_servers",
      outcome: "refuted",
      reason: "It is there as public.mcp_external_servers.",
      statement: "Relation mcp_external_servers exists in production.",
      at,
      durationMs: 11,
      how: "select 1 from pg_catalog.pg_class where relname = 'mcp_external_servers'",
      detail: { schemas: ["public"] },
    },
    {
      id: "endpoint:staging:GET /api/mcp/servers",
      kind: "endpoint",
      environment: "staging",
      target: "GET /api/mcp/servers",
      outcome: "confirmed",
      reason: "Expected 2xx, it answered 500.",
      statement: "GET /api/mcp/servers answers 500 now.",
      at,
      durationMs: 38,
      how: "GET http://127.0.0.1:4010/api/mcp/servers",
      detail: { status: 500, body: "<b>Internal Server Error</b>" },
    },
    {
      id: "metric:staging:request_count",
      kind: "metric",
      environment: "staging",
      target: "run.googleapis.com/request_count",
      outcome: "unknown",
      reason: "No credentials: Cloud Monitoring was not asked. Set GOOGLE_APPLICATION_CREDENTIALS to allow it.",
      statement: "The number of requests by class could not be seen.",
      at,
      durationMs: 2,
      how: 'metric.type="run.googleapis.com/request_count"',
      detail: {},
    },
  ];
}

/** The pool class as cause, the table as latent finding, the system user as ruled out. */
export function storyHypotheses(onset: number, now: number): Hypothesis[] {
  return [
    {
      id: "h-pool",
      family: "config.pool-class-mismatch",
      title: "QueuePool cannot be used with the asyncio engine",
      slots: { pool: "QueuePool", engine: "asyncio" },
      component: "database engine configuration of netra-backend-staging",
      role: "root-cause",
      verdict: "confirmed",
      confidence: 0.97,
      explains: { groups: 4, ofGroups: 5, entries: 4316, ofEntries: 4325 },
      sum: "prior −1.0, +4.0 exact text, +1.5 starts with the revision, +0.8 production has no such error, −1.8 none = 3.5 → 0.97",
      evidence: [
        evidence(
          "e-text",
          "log",
          4,
          'Every failed request raises "Pool class QueuePool cannot be used with asyncio engine" when the engine is created.',
          onset,
          {
            groupId: "1f4e7a9b0c2d3586",
            insertIds: ["1f4e7a-0", "1f4e7a-1"],
            logsUrl: logsUrlOf('textPayload:"Pool class QueuePool"'),
          },
        ),
        evidence(
          "e-revision",
          "change",
          1.5,
          "The first error came 40 s after revision netra-backend-staging-00035 took traffic; earlier revisions have none.",
          onset - 40 * SECOND,
          {},
        ),
        evidence(
          "e-production",
          "comparison",
          0.8,
          "Production runs another pool configuration and has no such error in the same window.",
          now,
          {},
        ),
        evidence("e-probe", "check", 0.5, "GET /api/mcp/servers still answers 500.", now, {
          checkId: "endpoint:staging:GET /api/mcp/servers",
        }),
        {
          ...evidence("e-metric", "metric", 0, "Request counts could not be seen.", now, {
            checkId: "metric:staging:request_count",
          }),
          effect: "neutral",
        },
      ],
    },
    {
      id: "h-user",
      family: "auth.system-user",
      title: 'The account "system" is missing or disabled',
      slots: { user: "system" },
      component: "authentication of the system user",
      role: "ruled-out",
      verdict: "refuted",
      confidence: 0.04,
      explains: { groups: 1, ofGroups: 5, entries: 1361, ofEntries: 4325 },
      sum: "prior −1.0, +1.0 text, −3.2 the session failed before any query = −3.2 → 0.04",
      evidence: [
        evidence("e-user-text", "log", 1, "The text names a failed authentication of the user system.", onset, {
          groupId: "3a5b7c9d1e2f4068",
        }),
        {
          ...evidence(
            "e-user-order",
            "log",
            -3.2,
            "In all 1,361 traces the pool class error comes first; no account was ever asked for.",
            onset,
            { groupId: "1f4e7a9b0c2d3586" },
          ),
          effect: "refutes",
        },
      ],
    },
    {
      id: "h-table",
      family: "schema.missing-relation",
      title: 'Relation "mcp_external_servers" does not exist in staging',
      slots: { relation: "mcp_external_servers" },
      component: "schema of the staging database",
      role: "latent",
      verdict: "refuted",
      confidence: 0.02,
      explains: { groups: 0, ofGroups: 5, entries: 0, ofEntries: 4325 },
      sum: "prior −1.0, +0.0 live finding without an entry, −2.9 no query ever ran = −3.9 → 0.02",
      evidence: [
        {
          ...evidence(
            "e-table",
            "check",
            0,
            "Relation mcp_external_servers is absent from staging and present in production.",
            now,
            { checkId: "relation:staging:mcp_external_servers" },
          ),
          effect: "neutral",
        },
        {
          ...evidence(
            "e-table-none",
            "log",
            -2.9,
            "No entry of the window names the relation, and no query ran in any failed request.",
            now,
            { how: 'textPayload:"mcp_external_servers" → 0 entries' },
          ),
          effect: "refutes",
        },
      ],
    },
  ];
}

/** Five levels, the last one open, with a contributing branch and a branch about detection. */
export function storyWhys(): Why[] {
  return [
    why(
      "w1",
      undefined,
      "occurrence",
      1,
      "Why does GET /api/mcp/servers answer 500?",
      "The handler cannot open a database session.",
      ["e-probe"],
    ),
    why(
      "w2",
      "w1",
      "occurrence",
      2,
      "Why can no session be opened?",
      "Creating the engine raises: pool class QueuePool cannot be used with the asyncio engine.",
      ["e-text"],
    ),
    why(
      "w2c",
      "w2",
      "contributing",
      1,
      "Why does the log speak of a failed authentication?",
      "The handler reports every failed session as a failed authentication of the user system.",
      ["e-user-order"],
    ),
    why(
      "w3",
      "w2",
      "occurrence",
      3,
      "Why is this pool class used?",
      "Revision netra-backend-staging-00035 brought a configuration that names QueuePool.",
      ["e-revision"],
    ),
    why(
      "w4",
      "w3",
      "occurrence",
      4,
      "Why did the revision reach staging with it?",
      "Production runs another configuration, so the same code passes there; nothing compares the two.",
      ["e-production"],
    ),
    why(
      "w5",
      "w4",
      "occurrence",
      5,
      "Why did no test see it?",
      "Does any test create the engine with the settings of staging? Look at the pipeline of the revision.",
      [],
    ),
    why(
      "d1",
      undefined,
      "detection",
      1,
      "Why was it not noticed for 22 hours?",
      "Which alert watches 5xx of this route in staging? None is configured here.",
      [],
    ),
  ];
}

function why(
  id: string,
  parentId: string | undefined,
  branch: Why["branch"],
  level: number,
  question: string,
  answer: string,
  evidenceIds: string[],
): Why {
  const status = evidenceIds.length > 0 ? "answered" : "open";
  return { id, ...(parentId === undefined ? {} : { parentId }), branch, level, question, answer, status, evidenceIds };
}

function evidence(
  id: string,
  kind: Evidence["kind"],
  weight: number,
  statement: string,
  at: number,
  ref: Evidence["ref"],
): Evidence {
  return { id, kind, effect: "supports", weight, statement, at: toIso(at), ref };
}
