import express, { type Router } from "express";
import {
  type PeopleResponse,
  type ServiceSetting,
  type ServicesResponse,
  serviceRequestSchema,
} from "../../shared/api-settings.ts";
import type { AuthConfig } from "../../shared/auth-config.ts";
import { PlumblineError } from "../lib/errors.ts";
import { dropServiceEdit, editService, listServiceEdits, listServices, type ServiceEdit } from "../store/services.ts";
import type { ApiDeps } from "./deps.ts";
import { identityOf } from "./guard-access.ts";

const LONGEST_NAME = 200;

/** What is known of services, and who may do what. */
export function serviceRoutes(deps: ApiDeps): Router {
  const routes = express.Router();
  routes.get("/services", async (_request, response) => {
    response.json(await allServices(deps));
  });
  routes.put("/services/:name", async (request, response) => {
    const service = request.params.name;
    if (service.length > LONGEST_NAME) throw new PlumblineError("bad-input", "The name of the service is too long.");
    const wish = serviceRequestSchema.parse(request.body);
    await editService(deps.pool, { service, ...wish, who: identityOf(request).who, at: deps.now() });
    await deps.servicesChanged();
    response.json(await allServices(deps));
  });
  routes.delete("/services/:name", async (request, response) => {
    const service = request.params.name;
    if (!(await dropServiceEdit(deps.pool, service))) {
      throw new PlumblineError("not-found", `Nobody edited the service ${service.slice(0, LONGEST_NAME)}.`);
    }
    await deps.servicesChanged();
    response.json(await allServices(deps));
  });
  routes.get("/people", (_request, response) => {
    response.json(peopleIn(deps.auth));
  });
  return routes;
}

async function allServices({ pool, plainConfig }: ApiDeps): Promise<ServicesResponse> {
  const [seen, edits] = await Promise.all([listServices(pool), listServiceEdits(pool)]);
  const configured = plainConfig().services;
  const names = new Set([...configured.map(({ name }) => name), ...seen, ...edits.map(({ service }) => service)]);
  const services = [...names].sort().map((name) => {
    const inFile = configured.find((service) => service.name === name);
    return settingOf(
      name,
      inFile,
      edits.find(({ service }) => service === name),
    );
  });
  return { services };
}

function settingOf(
  name: string,
  inFile: ReturnType<ApiDeps["plainConfig"]>["services"][number] | undefined,
  edit: ServiceEdit | undefined,
): ServiceSetting {
  return {
    name,
    capability: edit === undefined ? (inFile?.capability ?? null) : edit.capability,
    monthlyRevenueUsd: edit === undefined ? (inFile?.impact?.monthlyRevenueUsd ?? null) : edit.monthlyRevenueUsd,
    requiredRows: inFile?.requiredRows.length ?? 0,
    isConfigured: inFile !== undefined,
    edit: edit === undefined ? null : { who: edit.who, at: edit.at },
  };
}

function peopleIn({ iap, oidc, tokens, google, roles }: AuthConfig): PeopleResponse {
  const methods = [
    ...(iap === undefined ? [] : ["iap"]),
    ...(oidc === undefined ? [] : ["oidc"]),
    ...(tokens ? ["token"] : []),
    ...(google === undefined ? [] : ["google"]),
  ];
  return {
    methods,
    grants: roles.map(({ environments = null, ...grant }) => ({ ...grant, environments })),
  };
}
