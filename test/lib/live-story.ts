import { createDatabase, runOn, type TestDatabase } from "./postgres.ts";

/** Two environments with real databases: staging, where things fail, and production, what it is compared with. */
export type LiveEnvironments = { staging: TestDatabase; production: TestDatabase; drop: () => Promise<void> };

/** Databases made by these statements. */
export async function liveEnvironments(staging: string, production: string): Promise<LiveEnvironments> {
  const databases = await Promise.all([createDatabase("staging"), createDatabase("production")]);
  const [here, there] = databases;
  await Promise.all([runOn(here.url, staging), runOn(there.url, production)]);
  return {
    staging: here,
    production: there,
    drop: async () => void (await Promise.all(databases.map((database) => database.drop()))),
  };
}

/** The configuration of the two; `stagingUrl` where staging is looked at as another role. */
export function liveConfig({ staging, production }: LiveEnvironments, stagingUrl = staging.url) {
  const migrations = { tool: "alembic" };
  return {
    environments: [
      { name: "staging", projects: ["acme-staging"], database: { url: stagingUrl }, migrations },
      {
        name: "production",
        reference: true,
        projects: ["acme-production"],
        database: { url: production.url },
        migrations,
      },
    ],
  };
}

/** The address with another user and password. */
export function asUser(url: string, user: string, password: string): string {
  return Object.assign(new URL(url), { username: user, password }).href;
}
