import type { Config } from "../../shared/config.ts";
import { configSchema } from "../../shared/config.ts";
import { SAMPLE_ENVIRONMENTS } from "../../shared/reference.ts";

/** Names of the bundled sample: a staging service that fails once a minute, and its healthy production twin. */
export const SERVICE = "agent-gateway";
export const STAGING = { environment: SAMPLE_ENVIRONMENTS[0], project: "plumbline-sample-staging" } as const;
export const PRODUCTION = { environment: SAMPLE_ENVIRONMENTS[1], project: "plumbline-sample-production" } as const;
export const GOOD_REVISION = `${SERVICE}-00034-hop`;
export const BAD_REVISION = `${SERVICE}-00035-kat`;
export const FIXED_REVISION = `${SERVICE}-00036-mel`;
export const PRODUCTION_REVISION = `${SERVICE}-00031-lim`;
export const ROUTE = "/api/mcp/servers";
/** Revisions of the schema: production has both, staging only the first until the fix. */
export const SCHEMA_REVISIONS = ["3f2b7a91c0de", "8c4d1e6fa527"] as const;

export type SampleAddresses = {
  /** Where the tiny sample service listens: http://127.0.0.1:PORT. */
  service: string;
  /** postgres:// addresses of the two sample databases; undefined where they could not be made. */
  staging: string | undefined;
  production: string | undefined;
};

/** The configuration that the sample runs under, in the form of `plumbline.yaml`. */
export function sampleConfig({ service, staging, production }: SampleAddresses): Config {
  const database = (url: string | undefined) => (url === undefined ? {} : { database: { url, schemas: ["public"] } });
  return configSchema.parse({
    environments: [
      {
        name: STAGING.environment,
        projects: [STAGING.project],
        ...database(staging),
        migrations: { tool: "alembic" },
        endpoints: [{ method: "GET", route: ROUTE, url: `${service}${ROUTE}`, expect: "2xx" }],
      },
      {
        name: PRODUCTION.environment,
        reference: true,
        projects: [PRODUCTION.project],
        ...database(production),
        migrations: { tool: "alembic" },
      },
    ],
    services: [
      {
        name: SERVICE,
        capability: "Agent discovery",
        impact: { monthlyRevenueUsd: 120_000 },
        requiredRows: [{ table: "users", where: { id: "system" } }],
      },
    ],
  });
}

/**
 * What holds while the sample is loaded: all that the operator configured, with the sample's environments and services beside it.
 * A service of the same name stays as the operator has it.
 */
export function withSample(configured: Config, sample: Config): Config {
  const own = new Set(configured.services.map(({ name }) => name));
  return {
    ...configured,
    environments: [...configured.environments, ...sample.environments],
    services: [...configured.services, ...sample.services.filter(({ name }) => !own.has(name))],
  };
}
