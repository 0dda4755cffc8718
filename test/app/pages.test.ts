import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { incidentResponseSchema, incidentsResponseSchema } from "../../shared/api.ts";
import { environmentsResponseSchema } from "../../shared/api-environments.ts";
import { groupResponseSchema, groupsResponseSchema, muteResponseSchema } from "../../shared/api-groups.ts";
import type { ShownIncident } from "../../shared/api-incident.ts";
import {
  checksResponseSchema,
  sourcesResponseSchema,
  webhooksResponseSchema,
  webhookTestResponseSchema,
} from "../../shared/api-operations.ts";
import { DAY, HOUR, toIso } from "../../shared/time.ts";
import { eventually, type RunningApp, startRunningApp } from "../lib/running-app.ts";

let app: RunningApp;
let incident: ShownIncident;

const get = async (path: string) => (await app.call("GET", path)).body;

beforeAll(async () => {
  app = await startRunningApp();
  const id = await eventually(async () => incidentsResponseSchema.parse(await get("/incidents")).incidents[0]?.id);
  incident = incidentResponseSchema.parse(await get(`/incidents/${id}`)).incident;
});
afterAll(() => app.stop());

function leading(): string {
  return incident.groups.find(({ role }) => role === "cause")?.id ?? "";
}

describe("groups", () => {
  test("are listed with rhythm, bars, and whether production shows the same", async () => {
    const { groups, reference, totals, matching } = groupsResponseSchema.parse(await get("/groups"));
    expect([reference, matching]).toEqual(["sample-production", totals.all]);
    const cause = groups.find(({ id }) => id === leading());
    expect(cause).toMatchObject({ family: "config.pool-class-mismatch", sameInReference: "no", mutedUntil: null });
    expect(cause?.cadence?.periodSeconds).toBeCloseTo(60, 0);
    expect(cause?.bars.reduce((sum, count) => sum + count, 0)).toBe(cause?.count);
  });

  test("a narrower range counts less, and a range that can't be read is refused with what is expected", async () => {
    const day = groupsResponseSchema.parse(await get("/groups?sort=count"));
    const hour = groupsResponseSchema.parse(await get("/groups?sort=count&from=now-1h&to=now"));
    expect(hour.groups[0]?.count).toBeLessThan(day.groups[0]?.count ?? 0);
    const refused = await app.call("GET", "/groups?from=yesterday&to=now");
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([400, expect.stringContaining("now-24h")]);
  });

  test("one group says why its entries are one, with the rules that masked the rest, and its incident", async () => {
    const page = groupResponseSchema.parse(await get(`/groups/${leading()}`));
    expect(page.group.cause?.title).not.toBe("");
    expect(page.group.slots).toMatchObject({ engine: "asyncio" });
    expect(page.group.masks.every(({ why }) => why !== "")).toBe(true);
    expect(page.group.samples.length).toBeGreaterThan(1);
    expect(page.incidents).toMatchObject([{ id: incident.id, role: "cause", title: incident.title }]);
    expect((await app.call("GET", "/groups/none")).status).toBe(404);
  });

  test("a muted group mutes its incident and says what it keeps quiet; lifting it opens the incident again", async () => {
    const until = toIso(Date.now() + HOUR);
    const muted = await app.call("PUT", `/groups/${leading()}/mute`, { until, reason: "known, mended tomorrow" });
    expect(muteResponseSchema.parse(muted.body).mute).toMatchObject({ until, reason: "known, mended tomorrow" });
    const statusOf = async () => incidentResponseSchema.parse(await get(`/incidents/${incident.id}`)).incident.status;
    expect(await statusOf()).toBe("muted");
    await app.call("POST", `/incidents/${incident.id}/checks/run`, {});
    expect(await statusOf()).toBe("muted");
    const { mute } = groupResponseSchema.parse(await get(`/groups/${leading()}`));
    expect(mute).toMatchObject({ wouldHaveFired: 1, lastFired: { statement: incident.title } });
    expect((await app.call("DELETE", `/groups/${leading()}/mute`)).body).toEqual({ mute: null });
    expect(await statusOf()).toBe("open");
    expect((await app.call("DELETE", `/groups/${leading()}/mute`)).status).toBe(404);
  });

  test.each([
    [{ until: toIso(Date.now() - 1000), reason: "x" }, "from now on"],
    [{ until: toIso(Date.now() + 400 * DAY), reason: "x" }, "at most a year"],
    [{ until: toIso(Date.now() + HOUR), reason: " " }, "expected a reason"],
  ])("a mute of %j is refused: %s", async (body, message) => {
    const answer = await app.call("PUT", `/groups/${leading()}/mute`, body);
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([400, expect.stringContaining(message)]);
  });
});

describe("environments", () => {
  test("stand beside the reference, with what the live systems said when an incident asked", async () => {
    const view = environmentsResponseSchema.parse(await get("/environments"));
    expect(view.environments.map(({ name, isReference }) => [name, isReference])).toEqual([
      ["sample-production", true],
      ["sample-staging", false],
    ]);
    const [comparison] = view.comparisons;
    expect(comparison).toMatchObject({ drift: { outcome: "confirmed" }, environment: "sample-staging" });
    expect(comparison?.onlyHere.map(({ id }) => id)).toContain(leading());
  });

  test("are looked at anew when somebody asks", async () => {
    const before = environmentsResponseSchema.parse(await get("/environments")).comparisons[0]?.drift?.at ?? "";
    const answer = await app.call("POST", "/environments/sample-staging/look");
    const [comparison] = environmentsResponseSchema.parse(answer.body).comparisons;
    expect((comparison?.drift?.at ?? "") > before).toBe(true);
    expect(comparison?.migrations?.outcome).toBeDefined();
    expect((await app.call("POST", "/environments/sample-production/look")).status).toBe(400);
    expect((await app.call("POST", "/environments/none/look")).status).toBe(404);
  });
});

test("checks are listed over all incidents, with the moments at which an answer changed", async () => {
  const all = checksResponseSchema.parse(await get("/checks"));
  expect(all.checks.length).toBe(incident.checks.length);
  expect(all.outcomes.confirmed + all.outcomes.refuted + all.outcomes.unknown).toBe(all.checks.length);
  expect(all.checks[0]).toMatchObject({ incidentId: incident.id, incidentTitle: incident.title });
  expect(all.checks.every(({ changes, check }) => changes.at(-1)?.outcome === check.outcome)).toBe(true);
  const some = checksResponseSchema.parse(await get("/checks?outcome=confirmed&kind=endpoint"));
  expect(some.checks.map(({ check }) => [check.kind, check.outcome])).toEqual([["endpoint", "confirmed"]]);
  const [environment = ""] = all.facets.environments;
  const own = checksResponseSchema.parse(await get(`/checks?environment=${environment}&q=ENDPOINT`));
  expect(own.checks.every(({ check }) => check.environment === environment)).toBe(true);
});

test("sources say what they read and brought", async () => {
  const { sources } = sourcesResponseSchema.parse(await get("/sources"));
  expect(sources).toMatchObject([{ name: "sample", state: "reading", isSample: true, coverage: { duplicates: 0 } }]);
});

describe("people's words", () => {
  test("a comment is kept in the history", async () => {
    const answer = await app.call("POST", `/incidents/${incident.id}/comments`, { text: " I look at <b>this</b>. " });
    const { events } = incidentResponseSchema.parse(answer.body);
    expect(events[0]).toMatchObject({ kind: "comment", who: "Operator", why: "I look at <b>this</b>." });
    const empty = await app.call("POST", `/incidents/${incident.id}/comments`, { text: "  " });
    expect([empty.status, JSON.stringify(empty.body)]).toEqual([400, expect.stringContaining("expected some text")]);
  });

  test("an answer to an open why closes it, and stays when the incident is derived again", async () => {
    const open = incident.fiveWhys.find(({ status }) => status === "open");
    await app.call("POST", `/incidents/${incident.id}/whys/${open?.id}/answer`, { text: "No test starts the engine." });
    await app.call("POST", `/incidents/${incident.id}/checks/run`, {});
    const { fiveWhys } = incidentResponseSchema.parse(await get(`/incidents/${incident.id}`)).incident;
    const answered = fiveWhys.find(({ id }) => id === open?.id);
    expect(answered).toMatchObject({ status: "answered", answer: "No test starts the engine." });
    expect((await app.call("POST", `/incidents/${incident.id}/whys/none/answer`, { text: "x" })).status).toBe(404);
  });

  test("the list shows what was seen in a range", async () => {
    const { matching } = incidentsResponseSchema.parse(await get("/incidents?from=now-1h&to=now"));
    const past = incidentsResponseSchema.parse(await get("/incidents?from=2001-01-01&to=2001-01-02"));
    expect([matching, past.matching]).toEqual([1, 0]);
  });
});

test("webhooks show their host, take a test and send it again", async () => {
  const config = { webhooks: [{ name: "pager", url: "http://127.0.0.1:9/hook?token=hidden", format: "slack" }] };
  const other = await startRunningApp({ sample: false, config });
  try {
    const sent = webhookTestResponseSchema.parse((await other.call("POST", "/webhooks/pager/test")).body);
    const view = await eventually(async () => {
      const answer = webhooksResponseSchema.parse((await other.call("GET", "/webhooks")).body);
      return answer.deliveries[0]?.attempts.length === 1 ? answer : undefined;
    });
    expect(view.webhooks).toMatchObject([{ name: "pager", host: "127.0.0.1:9", format: "slack", disabled: null }]);
    expect(JSON.stringify(view)).not.toContain("hidden");
    expect(view.deliveries).toMatchObject([{ messageId: sent.messageId, endpoint: "pager", type: "webhook.test" }]);
    expect((await other.call("POST", "/webhooks/pager/replay", sent)).body).toEqual({});
    expect((await other.call("POST", "/webhooks/pager/replay", { messageId: "none" })).status).toBe(404);
    expect((await other.call("POST", "/webhooks/none/test")).status).toBe(404);
    expect((await other.call("POST", "/webhooks/pager/enable")).status).toBe(404);
  } finally {
    await other.stop();
  }
});
