import { randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import express from "express";
import type { ErrorResponse } from "../shared/api.ts";
import { guardHost } from "./api/guard-host.ts";
import { securityHeaders } from "./api/security-headers.ts";
import type { Readiness } from "./readiness.ts";

/** Whoever sends is told to come again after so many seconds, and a browser's page asks as often. */
const COME_AGAIN_SECONDS = 5;

/**
 * What is answered while Plumbline starts: it lives, is not ready because of `reason` (a sentence without a full stop), and takes
 * nothing, so that whoever sends tries again.
 */
export function waitingRoom(host: string, reason: () => string): RequestListener {
  const app = express();
  app.disable("x-powered-by");
  app.use(securityHeaders);
  app.use(guardHost(host));
  app.get("/healthz", (_request, response) => {
    response.json({ status: "ok" });
  });
  app.get("/readyz", (_request, response) => {
    const readiness: Readiness = { status: "not ready", reasons: [reason()] };
    response.status(503).json(readiness);
  });
  app.use((request, response) => {
    const message = `Plumbline starts and takes nothing yet: ${reason()}. Try again in ${COME_AGAIN_SECONDS} s.`;
    response.status(503).setHeader("retry-after", String(COME_AGAIN_SECONDS));
    if (request.method === "GET" && request.accepts(["json", "html"]) === "html") {
      response.setHeader("refresh", String(COME_AGAIN_SECONDS));
      return void response.type("text/plain").send(`${message}\n`);
    }
    const body: ErrorResponse = { error: { code: "unavailable", message, requestId: randomUUID() } };
    response.json(body);
  });
  return app;
}
