import express, { type RequestHandler, type Router } from "express";
import { PlumblineError } from "../lib/errors.ts";
import { alertsRoute, passwordAsToken } from "./alerts.ts";
import { entriesRoute } from "./entries.ts";
import { answerErrors } from "./errors.ts";
import type { IntakeDeps } from "./intake-deps.ts";
import { otlpRoute } from "./otlp.ts";
import { pubsubRoute } from "./pubsub.ts";

/** Seconds after which a sender that was turned away may come again. */
const COME_AGAIN_SECONDS = 2;

/** Every address that takes entries and alerts from other programs. It stands before what reads bodies by itself. */
export function intakeRoutes(deps: IntakeDeps): Router {
  return withAnswers(deps, entriesRoute(deps), otlpRoute(deps), alertsRoute(deps));
}

/** The address that Pub/Sub pushes to. It looks at Google's token by itself, so it stands before what asks others to sign in. */
export function pushRoutes(deps: IntakeDeps): Router {
  return withAnswers(deps, express.Router().use("/ingest/alerts", passwordAsToken), pubsubRoute(deps));
}

function withAnswers({ log }: IntakeDeps, ...parts: Router[]): Router {
  const routes = express.Router();
  routes.use(["/api/v1/entries", "/ingest", "/v1/logs"], refuseForeignPages);
  for (const part of parts) routes.use(part);
  routes.use(retryLater);
  routes.use(answerErrors(log));
  return routes;
}

/** Programs state no site; a page elsewhere must not write through the browser of somebody who can reach Plumbline. */
const refuseForeignPages: RequestHandler = (request, _response, next) => {
  const site = request.get("sec-fetch-site");
  if (site === undefined ? request.get("origin") === undefined : ["same-origin", "none"].includes(site)) return next();
  throw new PlumblineError("forbidden", "Entries are taken from programs, not from pages of other sites.");
};

const retryLater: express.ErrorRequestHandler = (error, _request, response, next) => {
  if (error instanceof PlumblineError && ["too-many", "unavailable"].includes(error.code)) {
    response.setHeader("retry-after", String(error.retryAfterSeconds ?? COME_AGAIN_SECONDS));
  }
  next(error);
};
