import type { Pool } from "pg";
import type { Config, ServiceConfig } from "../shared/config.ts";
import { SECOND } from "../shared/time.ts";
import { messageOf } from "./lib/errors.ts";
import type { Log } from "./lib/log.ts";
import { listServiceEdits, type ServiceEdit } from "./store/services.ts";

/** Another replica's edit is known here after this time at the latest. */
const RENEW_MS = 10 * SECOND;

export type ServiceEdits = {
  /** A configuration with what people said of services in it. */
  within: (config: Config) => Config;
  /** Reads anew what people said. */
  renew: () => Promise<void>;
  stop: () => void;
};

/** Keeps up with what people say of services. */
export async function followServiceEdits(pool: Pool, log: Log): Promise<ServiceEdits> {
  let edits = await listServiceEdits(pool);
  const renew = async () => {
    edits = await listServiceEdits(pool);
  };
  const timer = setInterval(
    () => void renew().catch((error) => log.warn("edits of services can't be read", { err: messageOf(error) })),
    RENEW_MS,
  );
  timer.unref();
  return { within: (config) => withServiceEdits(config, edits), renew, stop: () => clearInterval(timer) };
}

/** A configuration in which what people said of services stands in the place of what it said itself. */
export function withServiceEdits(config: Config, edits: readonly ServiceEdit[]): Config {
  if (edits.length === 0) return config;
  const known = new Set(config.services.map(({ name }) => name));
  const edited = config.services.map((service) => {
    const edit = edits.find((one) => one.service === service.name);
    return edit === undefined ? service : editedService(service, edit);
  });
  const added = edits
    .filter(({ service }) => !known.has(service))
    .map((edit) => editedService({ name: edit.service, requiredRows: [] }, edit));
  return { ...config, services: [...edited, ...added] };
}

function editedService(
  { capability: _capability, impact: _impact, ...rest }: ServiceConfig,
  { capability, monthlyRevenueUsd }: ServiceEdit,
): ServiceConfig {
  return {
    ...rest,
    ...(capability === null ? {} : { capability }),
    ...(monthlyRevenueUsd === null ? {} : { impact: { monthlyRevenueUsd } }),
  };
}
