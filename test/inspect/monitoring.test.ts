import { join } from "node:path";
import grpc from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { afterAll, beforeAll, expect, test } from "vitest";
import { underLoad } from "../lib/patience.ts";
import { ask, environments, gist, question } from "./ask.ts";

type Call = { request: { name: string; filter: string; aggregation: unknown; interval: unknown } };
type Reply = (error: { code: number; message: string } | null, answer?: unknown) => void;

let server: grpc.Server;
let port: number;
const calls: Call["request"][] = [];
/** What the server answers next. */
let answer: (reply: Reply) => void;

const ONSET = Date.parse("2026-03-01T11:30:00Z");

beforeAll(async () => {
  const packages = join(import.meta.dirname, "../../node_modules");
  const loaded = grpc.loadPackageDefinition(
    loadSync("google/monitoring/v3/metric_service.proto", {
      includeDirs: ["@google-cloud/monitoring", "google-gax"].map((name) => join(packages, name, "build/protos")),
      longs: String,
      enums: String,
      defaults: true,
    }),
  ) as unknown as { google: { monitoring: { v3: { MetricService: { service: grpc.ServiceDefinition } } } } };
  server = new grpc.Server();
  server.addService(loaded.google.monitoring.v3.MetricService.service, {
    listTimeSeries: (call: Call, reply: Reply) => {
      calls.push(call.request);
      answer(reply);
    },
  });
  port = await new Promise<number>((done, fail) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? done(bound) : fail(error),
    ),
  );
});

afterAll(() => server.forceShutdown());

/** Points newest first, as Monitoring gives them: `values` run from 5 minutes before the onset. */
function series(labels: Record<string, string>, values: number[], type: "int64Value" | "doubleValue" = "int64Value") {
  const points = values.map((value, index) => ({
    interval: { endTime: { seconds: ONSET / 1000 + (index - 5) * 60 } },
    value: { [type]: value },
  }));
  return { metric: { type: "x", labels }, resource: { type: "y", labels: {} }, points: points.reverse() };
}

async function metric(params: Record<string, string>, timeSeries: unknown[]) {
  answer = (reply) => reply(null, { timeSeries });
  return only(params);
}

async function only(params: Record<string, string>, budgetMs = 5000) {
  const [seen] = await ask([question("metric", params.metric ?? "", params)], {
    environments: environments([{ name: "staging", projects: ["my-staging"] }]),
    monitoring: { apiEndpoint: "127.0.0.1", port, insecure: true },
    budgetMs,
  });
  return seen!;
}

const REQUESTS = {
  metric: "request_count",
  service: 'back"end',
  from: "2026-03-01T11:00:00Z",
  to: "2026-03-01T12:00:00Z",
  at: "2026-03-01T11:30:00Z",
};

test("5xx answers that begin at the onset confirm, and the request can be sent again", async () => {
  const seen = await metric(REQUESTS, [
    series({ response_code_class: "2xx" }, [60, 60, 60, 60, 60, 10, 10, 10]),
    series({ response_code_class: "5xx" }, [0, 0, 0, 0, 0, 50, 51, 52]),
  ]);
  expect(gist(seen)).toBe("confirmed: Requests answered 5xx in staging: 0 a minute before the onset and 51 after.");
  expect(seen.how).toBe(
    'timeSeries.list projects/my-staging metric.type = "run.googleapis.com/request_count" AND resource.labels.service_name = "back\\"end" from 2026-03-01T11:00:00.000Z to 2026-03-01T12:00:00.000Z',
  );
  expect(seen.detail).toMatchObject({ metric: "request_count", project: "my-staging", unit: "per minute" });
  const [, failing] = seen.detail.series as { label: string; points: [string, number][] }[];
  expect(failing?.label).toBe("5xx");
  expect(failing?.points[5]).toStrictEqual(["2026-03-01T11:30:00.000Z", 50]);
  expect(calls.at(-1)).toMatchObject({
    name: "projects/my-staging",
    interval: { startTime: { seconds: "1772362800" }, endTime: { seconds: "1772366400" } },
    aggregation: {
      alignmentPeriod: { seconds: "60" },
      perSeriesAligner: "ALIGN_DELTA",
      crossSeriesReducer: "REDUCE_SUM",
      groupByFields: ["metric.labels.response_code_class"],
    },
  });
});

test.each([
  [
    "5xx that were there before refute",
    REQUESTS,
    [series({ response_code_class: "5xx" }, [5, 5, 5, 5, 5, 5, 5])],
    "refuted",
  ],
  ["no 5xx refutes", REQUESTS, [series({ response_code_class: "2xx" }, [5, 5, 5, 5, 5, 5, 5])], "refuted"],
  ["no point is unknown", REQUESTS, [], "unknown"],
  ["memory at its limit", { metric: "memory", service: "api" }, [series({}, [0.5, 0.99], "doubleValue")], "confirmed"],
  [
    "memory with room",
    { metric: "run.googleapis.com/container/memory/utilizations" },
    [series({}, [0.5], "doubleValue")],
    "refuted",
  ],
  ["an instance that was down", { metric: "sql_up", database: "p:i" }, [series({}, [1, 0, 1])], "confirmed"],
  ["an instance that was up", { metric: "sql_up" }, [series({}, [1, 1])], "refuted"],
  [
    "instances at their limit",
    { metric: "instance_count", limit: "5" },
    [series({ state: "active" }, [1, 5])],
    "confirmed",
  ],
  ["instances without a known limit", { metric: "instance_count" }, [series({ state: "active" }, [1, 5])], "unknown"],
  ["connections below their limit", { metric: "sql_connections", limit: "100" }, [series({}, [40])], "refuted"],
])("%s", async (_what, params, timeSeries, outcome) => {
  expect((await metric(params, timeSeries)).outcome).toBe(outcome);
});

test("a refusal, a silence and an unknown metric are unknown with their reason", async () => {
  answer = (reply) => reply({ code: 7, message: "denied" });
  expect((await only(REQUESTS)).reason).toBe(
    "Cloud Monitoring refused: the credentials lack roles/monitoring.viewer on this project",
  );
  answer = () => undefined;
  expect((await only(REQUESTS, 400)).reason).toBe("Cloud Monitoring did not answer within 0.4 s");
  expect((await only({ metric: "weather" })).reason).toMatch(
    /^no metric is called "weather"; known are request_count, /,
  );
});

test("without credentials the answer comes within 2 s and says what to set", async () => {
  const saved = { ...process.env };
  delete process.env.GOOGLE_APPLICATION_CREDENTIALS;
  Object.assign(process.env, { HOME: "/nonexistent", CLOUDSDK_CONFIG: "/nonexistent" });
  const startedAt = performance.now();
  const [unknown, seen] = await ask([question("metric", "weather"), question("metric", "request_count")], {
    environments: environments([{ name: "staging", projects: ["my-staging"] }]),
  });
  Object.assign(process.env, saved);
  expect(performance.now() - startedAt).toBeLessThan(underLoad(2500));
  expect(unknown?.reason).toMatch(/^no metric is called "weather"; known are request_count, /);
  expect(seen).toMatchObject({
    outcome: "unknown",
    reason:
      "no Google Cloud credentials were found; set GOOGLE_APPLICATION_CREDENTIALS or run with a service account that has roles/monitoring.viewer",
  });
});

test("without a project nothing is opened, and the answer says what to add", async () => {
  const [unknown, seen] = await ask([question("metric", "weather"), question("metric", "request_count")], {
    environments: environments([{ name: "staging", projects: [] }]),
  });
  expect(unknown?.reason).toMatch(/^no metric is called "weather"; known are request_count, /);
  expect(seen).toMatchObject({
    outcome: "unknown",
    reason: 'no project is configured for environment "staging"; add environments[].projects',
  });
});
