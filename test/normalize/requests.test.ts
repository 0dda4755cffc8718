import { describe, expect, test } from "vitest";
import { entry, line, normalize } from "./entries.ts";

describe("requests", () => {
  const LOG = { logName: "projects/shop-staging/logs/run.googleapis.com%2Frequests" };
  const http = (status: number, requestUrl = "https://x/api/orders/7?q=1") => ({
    ...LOG,
    httpRequest: {
      requestMethod: "GET",
      requestUrl,
      status,
      latency: "0.1s",
      userAgent: "curl",
      remoteIp: "203.0.113.7",
    },
  });

  test("each is counted; from 500 on it is an error too", () => {
    const { requests, errors } = normalize([
      entry(0, http(200)),
      entry(1, http(404)),
      entry(2, { ...http(503), severity: "ERROR" }),
    ]);
    expect(requests.map((sample) => [sample.request.route, sample.request.status, sample.origin])).toEqual([
      ["/api/orders/:id", 200, "edge"],
      ["/api/orders/:id", 404, "edge"],
      ["/api/orders/:id", 503, "edge"],
    ]);
    expect(errors).toMatchObject([
      {
        kind: "request",
        message: "GET /api/orders/:id answered 503",
        origin: "edge",
        request: {
          method: "GET",
          path: "/api/orders/7",
          latencyMs: 100,
          caller: { userAgent: "curl", remoteIp: "203.0.113.7" },
        },
      },
    ]);
  });

  test("a refusal by the platform is an error, a plain 401 is not", () => {
    const text =
      "The request was not authenticated. Either allow unauthenticated invocations or set the proper Authorization header.";
    const { errors } = normalize([
      entry(0, http(401)),
      entry(1, { ...http(403), severity: "WARNING", textPayload: text }),
    ]);
    expect(errors.map((error) => error.message)).toEqual([text]);
  });

  test("the platform's words name the failure, without the link", () => {
    const text =
      "The request failed because either the HTTP response was malformed or connection to the instance had an error. Additional troubleshooting documentation can be found at: https://cloud.google.com/run/docs/x";
    expect(normalize([entry(0, { ...http(503), textPayload: text })]).errors[0]?.message).toBe(
      "The request failed because either the HTTP response was malformed or connection to the instance had an error.",
    );
  });

  test.each([
    ['INFO:     10.0.0.1:59482 - "GET /api/orders/7 HTTP/1.1" 500 Internal Server Error', "10.0.0.1"],
    ['169.254.169.126:11524 - "GET /api/orders/7 HTTP/1.1" 500', undefined],
    ['203.0.113.7 - - [01/Jun/2025:12:00:00 +0000] "GET /api/orders/7 HTTP/1.1" 500 21 "-" "curl/8"', "203.0.113.7"],
    ["GET /api/orders/7 500 12.345 ms - 21", undefined],
  ])("an access line of the app server: %s", (text, remoteIp) => {
    const { requests, errors } = normalize([line(0, text)]);
    expect(
      requests.map((sample) => [
        sample.origin,
        sample.request.route,
        sample.request.status,
        sample.request.caller.remoteIp,
      ]),
    ).toEqual([["app", "/api/orders/:id", 500, remoteIp]]);
    expect(errors.map((error) => [error.kind, error.origin, error.message])).toEqual([
      ["request", "app", "GET /api/orders/:id answered 500"],
    ]);
  });
});

test("the request in the context of an Error Reporting event is the event's request", () => {
  const jsonPayload = {
    "@type": "type.googleapis.com/google.devtools.clouderrorreporting.v1beta1.ReportedErrorEvent",
    severity: "ERROR",
    message: "boom without a stack",
    context: { httpRequest: { method: "GET", url: "/api/orders/7", responseStatusCode: 500, remoteIp: "203.0.113.7" } },
  };
  const { errors, requests } = normalize([entry(0, { jsonPayload })]);
  expect(errors).toMatchObject([
    { kind: "message", message: "boom without a stack", request: { route: "/api/orders/:id", status: 500 } },
  ]);
  expect(requests).toEqual([]);
});
