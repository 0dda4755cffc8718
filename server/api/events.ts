import express, { type Router } from "express";
import type { Pool } from "pg";
import type { ChangedEvent } from "../../shared/api.ts";
import { isWithin, type Reach, reachOf } from "../../shared/identity.ts";
import { SECOND, toIso } from "../../shared/time.ts";
import { messageOf, PlumblineError } from "../lib/errors.ts";
import { environmentOf } from "../store/environment-of.ts";
import type { ApiDeps } from "./deps.ts";
import { identityOf } from "./guard-access.ts";

const HEARTBEAT = 15 * SECOND;
const MAX_STREAMS = 200;

/** Changes as server-sent events. https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function eventRoutes({ subscribe, now, pool, log }: ApiDeps): Router {
  const routes = express.Router();
  let open = 0;
  routes.get("/events", (request, response) => {
    if (open >= MAX_STREAMS)
      throw new PlumblineError("too-many", `${MAX_STREAMS} event streams are open already; close one.`);
    open += 1;
    response.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    const send = (event: string, data: unknown) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    const isSeen = withinReach(pool, reachOf(identityOf(request)));
    const stopListening = subscribe((change) => {
      isSeen(change).then(
        (isShown) => (isShown && !response.destroyed ? send("changed", change) : undefined),
        (error) => log.error("a change could not be announced", { err: messageOf(error) }),
      );
    });
    const timer = setInterval(() => send("heartbeat", { at: toIso(now()) }), HEARTBEAT);
    send("hello", { at: toIso(now()) });
    request.on("close", () => {
      open -= 1;
      stopListening();
      clearInterval(timer);
    });
  });
  return routes;
}

/** Whether a change concerns what lies within reach; one that names no incident concerns everybody. */
function withinReach(pool: Pool, reach: Reach): (change: ChangedEvent) => Promise<boolean> {
  return async ({ incidentId }) => {
    if (reach === undefined || incidentId === null) return true;
    const environment = await environmentOf(pool, "incident", incidentId);
    return environment !== undefined && isWithin(reach, environment);
  };
}
