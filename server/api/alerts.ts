import express, { type RequestHandler, type Router } from "express";
import { PlumblineError } from "../lib/errors.ts";
import { bodyBytes } from "./body-bytes.ts";
import { jsonOf } from "./guard-body.ts";
import type { IntakeDeps } from "./intake-deps.ts";

const MAX_ALERT_BYTES = 1024 * 1024;

/** `POST /ingest/alerts/google` and `/ingest/alerts/alertmanager`: alerts of other systems, for the timelines of incidents. */
export function alertsRoute({ intake }: IntakeDeps): Router {
  const routes = express.Router();
  routes.post("/ingest/alerts/:sender", async (request, response) => {
    const { sender } = request.params;
    if (sender !== "google" && sender !== "alertmanager") {
      throw new PlumblineError("not-found", "Alerts go to /ingest/alerts/google or /ingest/alerts/alertmanager.");
    }
    const ticket = intake.enter("alerts");
    try {
      response.json(await intake.storeAlerts(sender, jsonOf(await bodyBytes(request, ticket, MAX_ALERT_BYTES))));
    } finally {
      ticket.leave();
    }
  });
  return routes;
}

/**
 * Cloud Monitoring can send no header of its own, only a user and a password: an API token as password signs in. It stands before
 * what asks senders to sign in.
 */
export const passwordAsToken: RequestHandler = (request, _response, next) => {
  const [, basic] = /^Basic ([A-Za-z0-9+/=]{1,2000})$/i.exec(request.get("authorization") ?? "") ?? [];
  if (basic !== undefined) {
    const given = Buffer.from(basic, "base64").toString("utf8");
    request.headers.authorization = `Bearer ${given.slice(given.indexOf(":") + 1)}`;
  }
  next();
};
