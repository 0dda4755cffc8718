import express, { type Router } from "express";
import { SECOND, toIso } from "../../shared/time.ts";
import { PlumblineError } from "../lib/errors.ts";
import type { ApiDeps } from "./deps.ts";

const HEARTBEAT = 15 * SECOND;
const MAX_STREAMS = 200;

/** Changes as server-sent events. https://html.spec.whatwg.org/multipage/server-sent-events.html */
export function eventRoutes({ subscribe, now }: ApiDeps): Router {
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
    const stopListening = subscribe((change) => send("changed", change));
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
