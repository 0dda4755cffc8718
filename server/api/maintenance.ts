import express, { type Router } from "express";
import { maintenanceRequestSchema } from "../../shared/api-webhooks.ts";
import { type Identity, reachOf } from "../../shared/identity.ts";
import { DAY } from "../../shared/time.ts";
import { PlumblineError } from "../lib/errors.ts";
import { addMaintenance, endMaintenance, listMaintenance } from "../store/maintenance.ts";
import type { ApiDeps } from "./deps.ts";
import { identityOf } from "./guard-access.ts";
import { isAllowedIn, isSeenBy } from "./guard-reach.ts";

const LONGEST = 31 * DAY;

/** When messages to endpoints wait: seen by those who see the endpoint, set and ended by its admins. */
export function maintenanceRoutes(deps: ApiDeps): Router {
  const { pool, webhooks, now } = deps;
  const routes = express.Router();
  routes.get("/maintenance", async (request, response) => {
    response.json({ maintenance: await seenBy(deps, identityOf(request)) });
  });
  routes.post("/maintenance", async (request, response) => {
    const wish = maintenanceRequestSchema.parse(request.body);
    const { endpoint = null, reason } = wish;
    const [from, to] = [wish.from === undefined ? now() : Date.parse(wish.from), Date.parse(wish.to)];
    const identity = identityOf(request);
    mustRule(deps, identity, endpoint);
    if (endpoint !== null) await mustExist(deps, endpoint);
    mustBeAhead(wish.to, from, to, now());
    const { who } = identity;
    response.status(201).json(await addMaintenance(pool, { endpoint, from, to, who, reason }));
  });
  routes.delete("/maintenance/:id", async (request, response) => {
    const { id } = request.params;
    const identity = identityOf(request);
    const one = (await seenBy(deps, identity)).find((each) => each.id === id);
    if (one !== undefined) mustRule(deps, identity, one.endpoint);
    else if (reachOf(identity) !== undefined)
      throw new PlumblineError("not-found", `There is no maintenance ${id.slice(0, 40)}.`);
    await endMaintenance(pool, id, now());
    webhooks.wake();
    response.json({ maintenance: await seenBy(deps, identity) });
  });
  return routes;
}

/** What holds every endpoint back holds those of one environment back too, so everybody sees it. */
async function seenBy({ pool, environmentsOf, now }: ApiDeps, identity: Identity) {
  return (await listMaintenance(pool, now())).filter(
    ({ endpoint }) => endpoint === null || isSeenBy(identity, environmentsOf("webhook", endpoint)),
  );
}

function mustRule({ environmentsOf }: ApiDeps, identity: Identity, endpoint: string | null): void {
  const environments = endpoint === null ? undefined : environmentsOf("webhook", endpoint);
  if (isAllowedIn(identity, environments, "admin")) return;
  throw new PlumblineError(
    "forbidden",
    "This takes the role admin everywhere, or in every environment of the endpoint that is named.",
  );
}

async function mustExist({ webhooks }: ApiDeps, name: string): Promise<void> {
  const names = (await webhooks.list()).map((webhook) => webhook.name);
  if (names.includes(name)) return;
  throw new PlumblineError("not-found", `There is no webhook ${name}; there are: ${names.join(", ") || "none"}.`);
}

function mustBeAhead(given: string, from: number, to: number, now: number): void {
  if (to > now && to > from && to - from <= LONGEST) return;
  throw new PlumblineError(
    "bad-input",
    `to is "${given}": expected a time from now on, after the beginning, and at most 31 days after it.`,
  );
}
