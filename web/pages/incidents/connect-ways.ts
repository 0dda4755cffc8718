import { LOGGING, pubsub } from "./connect-google.ts";
import { FILES, otlp } from "./connect-other.ts";
import { type ConnectStep, type ConnectWay, ENVIRONMENT } from "./connect-step.ts";

/** What every way ends with. */
const LAST_STEPS: ConnectStep[] = [
  {
    title: "Let it check what is true",
    text: "With a database and endpoints, causes are confirmed or refuted by looking. Databases are opened read-only, with a statement timeout. Addresses come from the environment, so that the file holds no password.",
    label: "Databases and endpoints in plumbline.yaml",
    code: `${ENVIRONMENT}
    database: { url: "\${STAGING_DATABASE_URL}" }
    migrations: { tool: alembic }
    endpoints:
      - { method: GET, route: /healthz, url: "https://staging.example.com/healthz" }
  - name: production
    reference: true
    projects: [my-production-project]
    database: { url: "\${PRODUCTION_DATABASE_URL}" }`,
  },
  {
    title: "Check the file and start again",
    text: "Every fault of the configuration is listed at once. Incidents appear here by themselves.",
    label: "The command that checks the configuration",
    code: "npx plumbline config check",
  },
];

/**
 * Every way to bring entries in, the quickest first. `origin` is the address of this page; Pub/Sub gets an example
 * where that is none that Google could reach.
 */
export function connectWays(origin: string): ConnectWay[] {
  const reachable = origin.startsWith("https://") ? origin : "https://plumbline.example.com";
  return [LOGGING, pubsub(reachable), FILES, otlp(origin)].map((way) => ({
    ...way,
    steps: [...way.steps, ...LAST_STEPS],
  }));
}
