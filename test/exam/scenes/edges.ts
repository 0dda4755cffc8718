import { cloudRun, loadBalancer, traceOf, unsteady } from "../platforms.ts";
import { at, PROJECT, type Scene, who } from "./scene.ts";

function memoryBehindLoadBalancer(): Scene {
  const app = cloudRun(PROJECT, "render");
  const edge = loadBalancer(PROJECT, "render-neg");
  const malformed =
    "The request failed because either the HTTP response was malformed or connection to the instance had an error. Additional troubleshooting documentation can be found at: https://cloud.google.com/run/docs/troubleshooting#malformed-response-or-connection-error";
  const fine = unsteady(8_000, 200, at(0)).flatMap((t, i) => {
    const trace = traceOf("render-ok", i);
    return [
      edge({ at: t, path: "/thumb/small", trace, ...who(i) }, "response_sent_by_backend"),
      app.request({ at: t + 3, path: "/thumb/small", trace, ...who(i) }, i),
    ];
  });
  const failing = unsteady(45_000, 30, at(5)).flatMap((t, i) => {
    const trace = traceOf("render", i);
    return [
      edge(
        { at: t, method: "POST", path: "/render/pdf", status: 503, latency: "4.2s", trace, ...who(i) },
        "response_sent_by_backend",
      ),
      app.request(
        { at: t + 3, method: "POST", path: "/render/pdf", status: 503, latency: "4.19s", trace, ...who(i) },
        i,
        malformed,
      ),
      app.system(
        t + 4180,
        `Memory limit of 512 MiB exceeded with ${515 + (i % 9)} MiB used. Consider increasing the memory limit, see https://cloud.google.com/run/docs/configuring/memory-limits`,
        "ERROR",
        i,
      ),
    ];
  });
  return {
    name: "instances run out of memory; load balancer and Cloud Run both log each request",
    entries: [...fine, ...failing],
    expected: [{ service: "render", family: "capacity.memory", failed: 30 }],
  };
}

function refusedBackend(): Scene {
  const edge = loadBalancer(PROJECT, "search-backend");
  const fine = unsteady(4_000, 500, at(0)).map((t, i) =>
    edge({ at: t, path: "/search", ...who(i) }, "response_sent_by_backend"),
  );
  const failing = unsteady(2_500, 240, at(35)).map((t, i) =>
    edge(
      { at: t, path: "/search", status: 502, latency: "0.003s", ...who(i) },
      i % 5 === 0 ? "failed_to_connect_to_backend" : "failed_to_pick_backend",
    ),
  );
  return {
    name: "a load balancer finds no healthy backend, and nothing but it logs",
    entries: [...fine, ...failing],
    expected: [{ service: "search-backend", family: "capacity.no-instance", failed: 240 }],
  };
}

function keepAlive(): Scene {
  const edge = loadBalancer(PROJECT, "api-backend");
  const fine = unsteady(2_000, 900, at(0)).map((t, i) =>
    edge({ at: t, path: "/api/feed", ...who(i) }, "response_sent_by_backend"),
  );
  const failing = unsteady(40_000, 40, at(2)).map((t, i) =>
    edge(
      { at: t, path: "/api/feed", status: 502, latency: "0.0009s", ...who(i) },
      "backend_connection_closed_before_data_sent_to_client",
    ),
  );
  return {
    name: "a backend closes idle connections before the load balancer does",
    entries: [...fine, ...failing],
    expected: [{ service: "api-backend", family: null, failed: 40 }],
  };
}

function twoCausesOnOneRoute(): Scene {
  const app = cloudRun(PROJECT, "checkout");
  const fine = unsteady(6_000, 300, at(0)).map((t, i) =>
    app.request({ at: t, method: "POST", path: "/checkout", ...who(i) }, i),
  );
  const failing = unsteady(25_000, 70, at(31)).flatMap((t, i) => {
    const line =
      i % 7 < 3
        ? "redis.exceptions.ReadOnlyError: You can't write against a read only replica."
        : 'asyncpg.exceptions.UndefinedColumnError: column "gift_note" of relation "orders" does not exist';
    return [
      app.request({ at: t, method: "POST", path: "/checkout", status: 500, latency: "0.06s", ...who(i) }, i),
      app.log(t + 50, line, i, { severity: "ERROR" }),
    ];
  });
  return {
    name: "requests of one route fail for two reasons that have nothing to do with each other",
    entries: [...fine, ...failing],
    expected: [
      { service: "checkout", family: "dependency.redis-readonly", failed: 30 },
      { service: "checkout", family: "schema.missing-column", slots: { column: "gift_note" }, failed: 40 },
    ],
  };
}

function throughThreeServices(): Scene {
  const [edge, web, api] = [
    loadBalancer(PROJECT, "web-backend"),
    cloudRun(PROJECT, "web"),
    cloudRun(PROJECT, "pricing"),
  ];
  const fine = unsteady(6_000, 200, at(0)).flatMap((t, i) => {
    const trace = traceOf("three-ok", i);
    return [
      edge({ at: t, path: "/basket", trace, ...who(i) }, "response_sent_by_backend"),
      web.request({ at: t + 2, path: "/basket", trace, ...who(i) }, i),
      api.request({ at: t + 12, path: "/prices", trace, userAgent: "axios/1.7.9", remoteIp: "10.0.0.3" }, i),
    ];
  });
  const failing = unsteady(20_000, 60, at(21)).flatMap((t, i) => {
    const trace = traceOf("three", i);
    return [
      edge({ at: t, path: "/basket", status: 502, latency: "0.21s", trace, ...who(i) }, "response_sent_by_backend"),
      web.request({ at: t + 2, path: "/basket", status: 502, latency: "0.2s", trace, ...who(i) }, i),
      web.log(
        t + 195,
        "AxiosError: Request failed with status code 500\n    at settle (/app/node_modules/axios/dist/node/axios.cjs:2031:12)",
        i,
        {
          severity: "ERROR",
          trace: `projects/${PROJECT}/traces/${trace}`,
        },
      ),
      api.request(
        {
          at: t + 12,
          path: "/prices",
          status: 500,
          latency: "0.17s",
          trace,
          userAgent: "axios/1.7.9",
          remoteIp: "10.0.0.3",
        },
        i,
      ),
      api.log(
        t + 170,
        "psycopg2.errors.UndefinedFunction: function price_in(numeric, unknown) does not exist\nLINE 1: select price_in(p.amount, 'EUR')",
        i,
        {
          severity: "ERROR",
        },
      ),
    ];
  });
  return {
    name: "one failure seen by a load balancer, a web service and the service that it calls",
    entries: [...fine, ...failing],
    expected: [{ service: "pricing", family: "schema.missing-function", failed: 60 }],
  };
}

/** Failures that several logs tell of, or one request log alone. */
export const EDGES: readonly Scene[] = [
  memoryBehindLoadBalancer(),
  refusedBackend(),
  keepAlive(),
  twoCausesOnOneRoute(),
  throughThreeServices(),
];
