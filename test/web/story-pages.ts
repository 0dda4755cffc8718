import { type EnvironmentsResponse, environmentsResponseSchema } from "../../shared/api-environments.ts";
import {
  type GroupResponse,
  type GroupSummary,
  type GroupsResponse,
  groupResponseSchema,
  groupsResponseSchema,
} from "../../shared/api-groups.ts";
import {
  type ChecksResponse,
  checksResponseSchema,
  type SourcesResponse,
  type WebhooksResponse,
} from "../../shared/api-operations.ts";
import type { Incident, IncidentGroup } from "../../shared/incident.ts";
import { DAY, HOUR, MINUTE, toIso } from "../../shared/time.ts";
import { storyWebhooks } from "./story-operations.ts";
import { storySources } from "./story-sources.ts";

/** What the pages beside incidents show of the staged outage. */
export type StoryPages = {
  groups: GroupsResponse;
  group: GroupResponse;
  environments: EnvironmentsResponse;
  checks: ChecksResponse;
  sources: SourcesResponse;
  webhooks: WebhooksResponse;
};

/** The same incident, seen from every other page. `now` in milliseconds since 1970. */
export function storyPages(incident: Incident, now: number): StoryPages {
  const groups = incident.groups.map((group, index) => groupSummary(group, incident, index));
  const range = { from: toIso(now - DAY), to: toIso(now) };
  return {
    groups: groupsResponseSchema.parse({
      range,
      reference: "production",
      groups,
      matching: groups.length,
      totals: { all: groups.length, muted: 0 },
      facets: {
        environments: ["production", "staging"],
        services: [incident.service],
        families: [...new Set(groups.flatMap(({ family }) => family ?? []))].sort(),
      },
    }),
    group: storyGroup(incident, groups, range),
    environments: storyEnvironments(incident, groups, range, now),
    checks: storyCheckHistory(incident, range, now),
    sources: storySources(now),
    webhooks: storyWebhooks(incident, now),
  };
}

const SAME = ["no", "no", "yes", "unseen"] as const;

export function groupSummary(group: IncidentGroup, incident: Incident, index: number): GroupSummary {
  return {
    id: group.id,
    title: group.title,
    kind: group.kind,
    environment: incident.environment,
    service: incident.service,
    family: group.family,
    count: group.count,
    firstSeen: group.firstSeen,
    lastSeen: group.lastSeen,
    cadence: group.cadence,
    revisions: group.revisions.map(({ name }) => name),
    revisionCount: group.revisions.length,
    sameInReference: SAME[index % SAME.length] ?? "no",
    mutedUntil: null,
    bars: Array.from({ length: 48 }, (_, bar) => (bar < 3 ? 0 : 20 + ((bar * (index + 3)) % 11))),
  };
}

function storyGroup(incident: Incident, groups: GroupSummary[], range: GroupsResponse["range"]): GroupResponse {
  const group = incident.groups.find(({ role }) => role === "cause") ?? incident.groups[0];
  const summary = groups.find(({ id }) => id === group?.id);
  return groupResponseSchema.parse({
    range,
    reference: "production",
    group: {
      ...summary,
      total: 4102,
      slots: group?.slots,
      template: group?.template,
      masks: [
        { rule: "uuid", mask: "<uuid>", why: "A UUID names one thing once.", count: 2 },
        { rule: "duration", mask: "<duration>", why: "How long something took.", count: 1 },
      ],
      cause: {
        title: "Pool class does not fit the engine",
        why: "The engine is asynchronous and the pool class is not, so no session can be opened.",
      },
      perMinute: group?.perMinute,
      revisionCounts: group?.revisions.map(({ name, count }) => ({
        name,
        count,
        firstSeen: group.firstSeen,
        lastSeen: group.lastSeen,
      })),
      instances: [{ name: "00c527f6d4e1b7", count: 1361 }],
      callers: [
        { userAgent: "GoogleStackdriverMonitoring-UptimeChecks", remoteIp: "35.199.27.30", count: 1300 },
        { userAgent: "<img src=x onerror=hacked=1>", remoteIp: null, count: 61 },
      ],
      distinctCallers: 2,
      samples: group?.samples,
      logsUrl: group?.logsUrl,
    },
    mute: null,
    ahead: null,
    elsewhere: [
      {
        id: "0123456789abcdef",
        environment: "preview",
        service: "netra-backend-preview",
        count: 12,
        lastSeen: range.to,
      },
    ],
    incidents: [
      {
        id: incident.id,
        title: incident.title,
        status: incident.status,
        severity: incident.severity,
        lastSeen: incident.lastSeen,
        role: "cause",
      },
    ],
  });
}

function storyEnvironments(
  incident: Incident,
  groups: GroupSummary[],
  range: GroupsResponse["range"],
  now: number,
): EnvironmentsResponse {
  const revision = (name: string, ageMs: number) => ({ name, firstSeen: toIso(now - ageMs), lastSeen: range.to });
  const [check] = incident.checks;
  return environmentsResponseSchema.parse({
    reference: "production",
    range,
    environments: [
      {
        name: "production",
        isReference: true,
        isConfigured: true,
        projects: ["my-production-project"],
        hasDatabase: true,
        migrationTool: "alembic",
        endpoints: 1,
        entries: 210,
        groups: 2,
        services: [{ name: "netra-backend", revisions: [revision("netra-backend-00112-abc", 9 * DAY)] }],
      },
      {
        name: "staging",
        isReference: false,
        isConfigured: true,
        projects: ["my-staging-project"],
        hasDatabase: true,
        migrationTool: null,
        endpoints: 1,
        entries: 4102,
        groups: groups.length,
        services: [{ name: incident.service, revisions: [revision("netra-backend-staging-00035", 22 * HOUR)] }],
      },
    ],
    comparisons: [
      {
        environment: "staging",
        reference: "production",
        drift: {
          ...check,
          id: "drift:staging:staging against production",
          kind: "drift",
          environment: "staging",
          target: "staging against production",
          outcome: "confirmed",
          statement: "2 objects of production are missing in staging, 1 differs.",
          reason: "table public.mcp_external_servers is missing",
          at: toIso(now - 4 * MINUTE),
          how: 'compare the catalogues of "production" and "staging"',
          detail: {
            missing: ["table public.mcp_external_servers", "index public.mcp_external_servers_pkey"],
            extra: [],
            different: ["column public.users.email"],
          },
        },
        migrations: null,
        onlyHere: groups.slice(0, 3).map(({ id, title, service, count }) => ({ id, title, service, count })),
        onlyThere: [],
        inBoth: 1,
      },
    ],
  });
}

function storyCheckHistory(incident: Incident, range: GroupsResponse["range"], now: number): ChecksResponse {
  const checks = incident.checks.map((check, index) => ({
    incidentId: incident.id,
    incidentTitle: incident.title,
    check,
    runs: 40 + index,
    changes:
      index === 0
        ? [
            { at: toIso(now - 20 * HOUR), outcome: "unknown" },
            { at: toIso(now - 19 * HOUR), outcome: check.outcome },
          ]
        : [{ at: toIso(now - 20 * HOUR), outcome: check.outcome }],
  }));
  const many = (outcome: string) => incident.checks.filter((check) => check.outcome === outcome).length;
  return checksResponseSchema.parse({
    range,
    checks,
    matching: checks.length,
    outcomes: { confirmed: many("confirmed"), refuted: many("refuted"), unknown: many("unknown") },
    facets: { environments: ["staging"], kinds: [...new Set(incident.checks.map(({ kind }) => kind))].sort() },
  });
}
