import express, { type Router } from "express";
import { WEBHOOK_EVENT_TYPES, WEBHOOK_EVENTS } from "../../shared/webhook.ts";
import { webhookJsonSchema } from "../../shared/webhook-schema.ts";
import { PlumblineError } from "../lib/errors.ts";
import { API_ROOT } from "./security-rule.ts";

/** The published JSON Schema (draft 2020-12) of each event that webhooks carry. */
export function schemaRoutes(): Router {
  const routes = express.Router();
  routes.get("/schemas", (_request, response) => {
    const events = WEBHOOK_EVENT_TYPES.map((type) => ({
      type,
      meaning: WEBHOOK_EVENTS[type],
      schema: `${API_ROOT}/schemas/${type}`,
    }));
    response.json({ events });
  });
  routes.get("/schemas/:type", (request, response) => {
    const type = WEBHOOK_EVENT_TYPES.find((one) => one === request.params.type);
    if (type === undefined) {
      throw new PlumblineError(
        "not-found",
        `There is no event ${request.params.type.slice(0, 60)}; there are: ${WEBHOOK_EVENT_TYPES.join(", ")}.`,
      );
    }
    response.type("application/schema+json").send(JSON.stringify(webhookJsonSchema(type), undefined, 2));
  });
  return routes;
}
