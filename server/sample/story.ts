import type { Config } from "../../shared/config.ts";
import { configSchema } from "../../shared/config.ts";

/** Names of the bundled sample: a staging service that fails once a minute, and its healthy production twin. */
export const SERVICE = "agent-gateway";
export const STAGING = { environment: "sample-staging", project: "plumbline-sample-staging" } as const;
export const PRODUCTION = { environment: "sample-production", project: "plumbline-sample-production" } as const;
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
