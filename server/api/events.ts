import express, { type Request, type Response, type Router } from "express";
import type { Pool } from "pg";
import type { ChangedEvent } from "../../shared/api.ts";
import { isWithin, type Reach, reachOf } from "../../shared/identity.ts";
import { SECOND, toIso } from "../../shared/time.ts";
import { messageOf, PlumblineError } from "../lib/errors.ts";
import { environmentOf } from "../store/environment-of.ts";
import type { ApiDeps } from "./deps.ts";
import { identityOf, isStillLetIn } from "./guard-access.ts";

const HEARTBEAT = 15 * SECOND;
const MAX_STREAMS = 200;
/** One person with many windows; nobody shuts the others out. */
const MAX_STREAMS_OF_ONE = 20;

/**
 * Changes as server-sent events. At each heartbeat it is looked whether the sender would still be let in; the stream ends where not.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function eventRoutes(deps: ApiDeps, heartbeatMs: number = HEARTBEAT): Router {
  const routes = express.Router();
  const openOf = new Map<string, number>();
  routes.get("/events", (request, response) => {
    const { who } = identityOf(request);
    enter(openOf, who, deps.access.isOpen ? MAX_STREAMS : MAX_STREAMS_OF_ONE);
    request.on("close", () => leave(openOf, who));
    stream(deps, request, response, heartbeatMs);
  });
  return routes;
}

function stream(
  { subscribe, now, pool, log, access }: ApiDeps,
  request: Request,
  response: Response,
  heartbeatMs: number,
): void {
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  const send = (event: string, data: unknown) => {
    if (response.writable) response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const isSeen = withinReach(pool, reachOf(identityOf(request)));
  const stopListening = subscribe((change) => {
    isSeen(change).then(
      (isShown) => (isShown ? send("changed", change) : undefined),
      (error) => log.error("a change could not be announced", { err: messageOf(error) }),
    );
  });
  const beat = async () => {
    if (await isStillLetIn(request, access, now())) send("heartbeat", { at: toIso(now()) });
    else response.end();
  };
  const timer = setInterval(() => void beat(), heartbeatMs);
  send("hello", { at: toIso(now()) });
  request.on("close", () => {
    stopListening();
    clearInterval(timer);
  });
}

function enter(openOf: Map<string, number>, who: string, most: number): void {
  const own = openOf.get(who) ?? 0;
  const all = [...openOf.values()].reduce((sum, count) => sum + count, 0);
  if (all >= MAX_STREAMS || own >= most) {
    const open = own >= most ? `${own} event streams of ${who}` : `${all} event streams`;
    throw new PlumblineError("too-many", `${open} are open already; close one.`);
  }
  openOf.set(who, own + 1);
}

function leave(openOf: Map<string, number>, who: string): void {
  const own = openOf.get(who) ?? 0;
  if (own > 1) openOf.set(who, own - 1);
  else openOf.delete(who);
}

/** Whether a change concerns what lies within reach; one that names no incident concerns everybody. */
function withinReach(pool: Pool, reach: Reach): (change: ChangedEvent) => Promise<boolean> {
  return async ({ incidentId }) => {
    if (reach === undefined || incidentId === null) return true;
    const environment = await environmentOf(pool, "incident", incidentId);
    return environment !== undefined && isWithin(reach, environment);
  };
}
