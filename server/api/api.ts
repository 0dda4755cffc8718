import express, { type Router } from "express";
import type { StatusResponse } from "../../shared/api.ts";
import { type Identity, isWithin, reachOf } from "../../shared/identity.ts";
import { sourceIdOf } from "../lib/source-id.ts";
import { createAudit } from "./audit-log.ts";
import { checkRoutes } from "./checks.ts";
import { compressedJson, sendJson } from "./compress.ts";
import type { ApiDeps } from "./deps.ts";
import { environmentRoutes } from "./environments.ts";
import { answerErrors, noSuchRoute } from "./errors.ts";
import { eventRoutes } from "./events.ts";
import { filterRoutes } from "./filters.ts";
import { groupJoinRoutes } from "./group-joins.ts";
import { groupRoutes } from "./groups.ts";
import { identityOf } from "./guard-access.ts";
import { readBody } from "./guard-body.ts";
import { isSeenBy } from "./guard-reach.ts";
import { guardWrites } from "./guard-writes.ts";
import { decisionRoutes } from "./incident-decisions.ts";
import { historyRoutes } from "./incident-history.ts";
import { incidentPartRoutes } from "./incident-parts.ts";
import { incidentRoutes } from "./incidents.ts";
import { maintenanceRoutes } from "./maintenance.ts";
import { openApi } from "./openapi.ts";
import { reportRoutes } from "./report.ts";
import { reportVersionRoutes } from "./report-versions.ts";
import { reportWordRoutes } from "./report-words.ts";
import { sampleRoutes } from "./sample.ts";
import { schemaRoutes } from "./schemas.ts";
import { auditRoutes } from "./security-audit.ts";
import { serviceRoutes } from "./services.ts";
import { sourceRoutes } from "./sources.ts";
import { tokenRoutes } from "./tokens.ts";
import { webhookRoutes } from "./webhooks.ts";

/** Everything under `/api/v1`. */
export function createApi(deps: ApiDeps): Router {
  const api = express.Router();
  api.use((_request, response, next) => {
    response.setHeader("cache-control", "no-store");
    next();
  });
  api.use(compressedJson);
  api.use(guardWrites);
  api.use(...readBody);
  api.use(createAudit(deps).changes);
  api.get("/status", async (request, response) => {
    response.json(statusWithin(deps, identityOf(request), await deps.status()));
  });
  // Made of hundreds of schemas, and the same until the next start.
  let document: string | undefined;
  api.get("/openapi.json", (request, response) => {
    document ??= JSON.stringify(openApi(deps.version));
    sendJson(request, response, document);
  });
  api.use(tokenRoutes(deps));
  api.use(auditRoutes(deps));
  api.use(incidentRoutes(deps));
  api.use(incidentPartRoutes(deps));
  api.use(historyRoutes(deps));
  api.use(decisionRoutes(deps));
  api.use(reportRoutes(deps));
  api.use(reportVersionRoutes(deps));
  api.use(reportWordRoutes(deps));
  api.use(sampleRoutes(deps));
  api.use(checkRoutes(deps));
  api.use(environmentRoutes(deps));
  api.use(groupJoinRoutes(deps));
  api.use(groupRoutes(deps));
  api.use(filterRoutes(deps));
  api.use(serviceRoutes(deps));
  api.use(schemaRoutes());
  api.use(sourceRoutes(deps));
  api.use(webhookRoutes(deps));
  api.use(maintenanceRoutes(deps));
  api.use(eventRoutes(deps));
  api.use(noSuchRoute);
  api.use(answerErrors(deps.log));
  return api;
}

/** Who may see some environments only learns of these, and of the sources and webhooks that are about them alone. */
function statusWithin({ environmentsOf }: ApiDeps, identity: Identity, status: StatusResponse): StatusResponse {
  const reach = reachOf(identity);
  if (reach === undefined) return status;
  return {
    ...status,
    environments: status.environments.filter((name) => isWithin(reach, name)),
    sources: status.sources.filter(({ name }) => isSeenBy(identity, environmentsOf("source", sourceIdOf(name)))),
    redactions: [],
    disabledWebhooks: status.disabledWebhooks?.filter(({ name }) =>
      isSeenBy(identity, environmentsOf("webhook", name)),
    ),
  };
}
