import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { loggingFault, safeText } from "../../server/sources/cloud-logging/fault.ts";
import { createPace } from "../../server/sources/cloud-logging/pace.ts";
import { readCloudLogging } from "../../server/sources/cloud-logging.ts";
import type { SourceStatus } from "../../server/sources/source.ts";
import type { SourceGap } from "../../shared/gap.ts";
import { MINUTE, SECOND } from "../../shared/time.ts";
import { servedEntry } from "../lib/logging-server/entries.ts";
import { type LoggingServer, startLoggingServer } from "../lib/logging-server/server.ts";
import { underLoad } from "../lib/patience.ts";
import { virtualClock } from "./virtual-clock.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");

let clock: ReturnType<typeof virtualClock>;
let server: LoggingServer;
const saved = { ...process.env };
beforeAll(async () => {
  server = await startLoggingServer({ now: () => clock.time });
});
afterAll(() => server.stop());
beforeEach(() => {
  clock = virtualClock(NOW);
  server.calls = [];
  server.faultOf = () => undefined;
  server.entries = [servedEntry({ at: NOW - MINUTE, insertId: "a" })];
});
afterEach(() => {
  process.env = { ...saved };
});

type Said = { statuses: SourceStatus[]; gaps: SourceGap[]; pausedMs: number };

/** What a source says `enough` times, which gaps it writes down, and how long it paused in all. */
async function said(given: object = {}, enough = 1): Promise<Said> {
  const stopping = new AbortController();
  const [statuses, gaps]: [SourceStatus[], SourceGap[]] = [[], []];
  const settings = {
    project: "demo",
    filter: "",
    backfillMinutes: 10,
    overlapSeconds: 60,
    lateHours: 24,
    pollSeconds: 10,
    requestsPerMinute: 60,
    tail: false,
    endpoint: server.endpoint,
    insecure: true,
    ...given,
  };
  const batches = readCloudLogging(settings, createPace(60), {
    cursor: undefined,
    signal: stopping.signal,
    now: clock.now,
    random: clock.random,
    sleep: (ms) => clock.sleep(ms, stopping.signal),
    noteGap: async (gap) => {
      gaps.push(gap);
    },
    report: (status) => {
      statuses.push(status);
      if (statuses.length >= enough) stopping.abort();
    },
  });
  for await (const _batch of batches);
  return { statuses, gaps, pausedMs: clock.time - NOW };
}

test.each([
  [
    7,
    "Permission 'logging.logEntries.list' denied",
    "failed",
    "The credentials may not read the logs of demo: Permission 'logging.logEntries.list' denied. Grant them roles/logging.viewer on the project (roles/logging.privateLogViewer for data access logs), and see that the Logging API is enabled. It is tried again in 12 s; nothing is lost meanwhile.",
  ],
  [
    16,
    "Request had invalid authentication credentials: eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln",
    "failed",
    "Google refused the credentials. Run `gcloud auth application-default login` again, or replace the key that GOOGLE_APPLICATION_CREDENTIALS names. It is tried again in 12 s; nothing is lost meanwhile.",
  ],
  [
    5,
    "Project does not exist: demo",
    "failed",
    'Cloud Logging knows no project "demo": Project does not exist: demo. Check project of this source. It is tried again in 12 s; nothing is lost meanwhile.',
  ],
  [
    8,
    "Quota exceeded",
    "reading",
    "The quota for reading logs of demo is used up (Google allows 60 requests a minute). It is tried again in 8 s; nothing is lost meanwhile.",
  ],
  [
    14,
    "The service is currently unavailable.",
    "reading",
    "Cloud Logging is out of reach: The service is currently unavailable. It is tried again in 1 s; nothing is lost meanwhile.",
  ],
])("status %i is told in words that say what to do", async (code, message, state, detail) => {
  server.faultOf = (call) => (call === 0 ? { code, message } : undefined);
  const { statuses } = await said();
  const error = detail.slice(0, detail.indexOf(". It is tried again in"));
  expect(statuses[0]).toStrictEqual({ state, detail, error });
});

test("a filter that Google cannot read is told with Google's words", async () => {
  const { statuses } = await said({ filter: "a syntax error" });
  expect(statuses[0]?.state).toBe("failed");
  expect(statuses[0]?.detail).toMatch(/^Cloud Logging refused the query: Unparseable filter: .* Check the filter/);
});

test("the filter of the user is kept whole, whatever comment it ends with, and is shown as it is sent", async () => {
  const { statuses } = await said({ filter: 'severity >= ERROR OR textPayload : "x" -- all that fails' });
  const sent =
    '(severity >= ERROR OR textPayload : "x" -- all that fails\n) AND receiveTimestamp >= "2026-03-01T11:49:00.000Z" AND receiveTimestamp < "2026-03-01T12:00:00.000Z" AND timestamp >= "2026-02-28T11:49:00.000Z"';
  expect(server.calls[0]).toMatchObject({
    filter: sent,
    resourceNames: ["projects/demo"],
    orderBy: "timestamp asc",
    pageSize: 1000,
  });
  expect(statuses).toStrictEqual([
    {
      state: "idle",
      detail: "Everything received up to 2026-03-01 12:00:00 UTC is read; asks again every 10 s.",
      progress: { from: NOW - 10 * MINUTE, readTo: NOW },
      sent,
      // The newest entry was received 59.83 s ago; what lies within the overlap before it is read once more.
      coveredTo: NOW - 2 * MINUTE + 170,
    },
  ]);
});

test("a service that stays away is asked later and later, and the state turns to failed", async () => {
  server.faultOf = (call) => (call < 8 ? { code: 14, message: "away" } : undefined);
  const { statuses, pausedMs } = await said({}, 8);
  expect(statuses.slice(0, 8).map(({ state }) => state)).toStrictEqual([
    "reading",
    "reading",
    ...Array.from({ length: 6 }, () => "failed"),
  ]);
  expect(pausedMs).toBeGreaterThan(60 * SECOND);
  expect(pausedMs).toBeLessThan(150 * SECOND);
});

test("without credentials it is said within seconds, and tried again", async () => {
  delete process.env.GOOGLE_APPLICATION_CREDENTIALS;
  Object.assign(process.env, { HOME: "/nonexistent", CLOUDSDK_CONFIG: "/nonexistent" });
  const startedAt = performance.now();
  const { statuses } = await said({ insecure: false, endpoint: undefined }, 2);
  expect(performance.now() - startedAt).toBeLessThan(underLoad(6000));
  expect(statuses.map(({ state }) => state)).toStrictEqual(["failed", "failed"]);
  expect(statuses[0]?.detail).toBe(
    "No usable Google Cloud credentials were found. Run `gcloud auth application-default login`, or set GOOGLE_APPLICATION_CREDENTIALS to a key file, or run as a service account with roles/logging.viewer. It is tried again in 12 s; nothing is lost meanwhile.",
  );
});

test("no connection without TLS is made to another machine", async () => {
  const { statuses } = await said({ endpoint: "logging.example:443" });
  expect(statuses[0]?.detail).toMatch(/^The source has insecure: true and endpoint logging\.example:443: /);
});

test("what Google says is told without tokens and keys", () => {
  expect(
    safeText("7 PERMISSION_DENIED: no\n access  with eyJhbGciOi.eyJpc3Mi.c2ln or ya29.a0Af_x-1 or Bearer abc."),
  ).toBe("no access with … or … or Bearer …");
});

test("what the library adds of itself and leaves empty is not told", () => {
  expect(
    safeText(
      "14 UNAVAILABLE: No connection established. Last error: Error: connect ECONNREFUSED 127.0.0.1:1. Resolution note: ",
    ),
  ).toBe("No connection established. Last error: connect ECONNREFUSED 127.0.0.1:1");
  expect(safeText("No connection established. Last error: null. Resolution note:")).toBe("No connection established");
  expect(safeText("No addresses resolved. Resolution note: ENOTFOUND logging")).toBe(
    "No addresses resolved. Resolution note: ENOTFOUND logging",
  );
});

test.each([
  ["2 UNKNOWN: Getting metadata from plugin failed with error: invalid_grant: Bad Request", 2, "unauthenticated"],
  ["Could not load the default credentials. Browse to https://cloud.google.com/docs", undefined, "unauthenticated"],
  ["14 UNAVAILABLE: Getting metadata from plugin failed with error: getaddrinfo ENOTFOUND oauth2", 14, "unavailable"],
  ["403 Forbidden: unable to impersonate: denied", undefined, "unauthenticated"],
  ["unable to impersonate: FetchError: getaddrinfo ENOTFOUND iamcredentials.googleapis.com", 16, "unavailable"],
  ["something new", undefined, "other"],
])("%s is read as what it means", (text, code, kind) => {
  expect(loggingFault(Object.assign(new Error(text), { code }), "demo").kind).toBe(kind);
});
