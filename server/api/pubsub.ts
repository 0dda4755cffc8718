import express, { type Router } from "express";
import { bodyBytes } from "./body-bytes.ts";
import type { IntakeDeps } from "./intake-deps.ts";
import { entryInPush } from "./pubsub-message.ts";

/** A message holds 10 MB, a third more in base64, and its attributes. */
const MAX_PUSH_BYTES = 15 * 1024 * 1024;

/**
 * `POST /ingest/pubsub`: one entry of a log sink by way of a push subscription. 204 once it is committed, and for what can never be
 * an entry, so that it does not come for ever; any other answer makes Pub/Sub send it again.
 */
export function pubsubRoute({ intake, checkPush, now }: IntakeDeps): Router {
  const routes = express.Router();
  routes.post("/ingest/pubsub", async (request, response) => {
    await checkPush(request.get("authorization"), now());
    const ticket = intake.enter("pubsub");
    try {
      const body = await bodyBytes(request, ticket, MAX_PUSH_BYTES);
      await intake.store("pubsub", [entryInPush(body, request.headers)]);
      response.status(204).end();
    } finally {
      ticket.leave();
    }
  });
  return routes;
}
