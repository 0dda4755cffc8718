import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { run } from "../lib/command.ts";

const folder = mkdtempSync(join(tmpdir(), "plumbline-config-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(text: string): string {
  const path = join(folder, `${Math.abs(text.length * 31)}.yaml`);
  writeFileSync(path, text);
  return path;
}

const WHOLE = `environments:
  - name: staging
    projects: [my-staging-project]
    database: { url: "\${STAGING_DATABASE_URL}", schemas: [public] }
    migrations: { tool: alembic, directory: ./migrations/versions }
    endpoints:
      - { method: GET, route: /api/mcp/servers, url: "\${STAGING_BASE_URL}/api/mcp/servers", expect: 2xx }
  - name: production
    reference: true
    projects: [my-production-project]
    database: { url: "\${PRODUCTION_DATABASE_URL}" }
services:
  - name: netra-backend-staging
    capability: Agent discovery
    impact: { monthlyRevenueUsd: 120000 }
    requiredRows: [{ table: users, where: { id: system } }]
sources:
  - { kind: cloud-logging, project: my-staging-project, filter: 'resource.type="cloud_run_revision"' }
webhooks:
  - { url: "\${ALERT_URL}", format: standard, secret: "\${ALERT_SECRET}" }
`;
const ENV = {
  STAGING_DATABASE_URL: "postgres://app:word@db/app",
  STAGING_BASE_URL: "https://staging.example.com",
  PRODUCTION_DATABASE_URL: "postgresql://app@db/app",
  ALERT_URL: "https://hooks.example.com/x",
  ALERT_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
};

test("the whole example of the README is fine when its variables are set", async () => {
  const path = file(WHOLE);
  expect(await run(["config", "check", path], { env: ENV })).toEqual({
    code: 0,
    stdout: `${path} is fine: 2 environment(s), 1 service(s), 1 source(s), 1 webhook(s)\n`,
    stderr: "",
  });
});

test("every missing variable, unknown key, wrong type and conflict is listed at once, with its line and path", async () => {
  const path = file(`environments:
  - name: staging
    projects: [a]
    databse: 5
    database: { url: "\${MISSING_URL}" }
  - name: staging
    reference: maybe
    projects: [a]
services:
  - impact: { monthlyRevenueUsd: many }
  - name: api
  - name: api
`);
  const ran = await run(["config", "check", path]);
  expect(ran.code).toBe(1);
  expect(ran.stdout.split("\n").slice(1, -1)).toEqual([
    "  line 4, environments[0].databse: this key is not known; see the README for the keys of plumbline.yaml",
    "  line 5, environments[0].database.url: the environment variable MISSING_URL is not set",
    '  line 6, environments[1].name: "staging" is already the name of environments[0]',
    "  line 7, environments[1].reference: expected boolean, received string",
    '  line 8, environments[1].projects[0]: project "a" already belongs to environments[0]',
    "  line 10, services[0].name: expected string, received undefined",
    "  line 10, services[0].impact.monthlyRevenueUsd: expected number, received string",
    '  line 12, services[2].name: "api" is already the name of services[1]',
  ]);
});

test("lists and items of a wrong form hide no conflict of the others, and make none", async () => {
  const path = file(`environments:
  - 7
  - { name: 5, projects: x }
  - { name: 5, projects: [p, 1] }
  - { name: a, reference: true, projects: [p, "\${MISSING_PROJECT}"] }
  - { name: a, reference: true, projects: ["\${MISSING_PROJECT}"] }
services: none
`);
  const ran = await run(["config", "check", path]);
  expect(ran.stdout.split("\n").slice(1, -1)).toEqual([
    "  line 2, environments[0]: expected object, received number",
    "  line 3, environments[1].name: expected string, received number",
    "  line 3, environments[1].projects: expected array, received string",
    "  line 4, environments[2].name: expected string, received number",
    "  line 4, environments[2].projects[1]: expected string, received number",
    "  line 5, environments[3].projects[1]: the environment variable MISSING_PROJECT is not set",
    '  line 5, environments[3].projects[0]: project "p" already belongs to environments[2]',
    "  line 6, environments[4].projects[0]: the environment variable MISSING_PROJECT is not set",
    "  line 6, environments[4].reference: at most one environment is the reference, and environments[3] is already",
    '  line 6, environments[4].name: "a" is already the name of environments[3]',
    "  line 7, services: expected array, received string",
  ]);
});

test("names that stand twice and a second reference are conflicts, said in words", async () => {
  const ran = await run([
    "config",
    "check",
    file(
      "environments:\n  - { name: a, reference: true, projects: [p] }\n  - { name: a, reference: true, projects: [p] }\n",
    ),
  ]);
  expect(ran.stdout).toContain("environments[1].reference: at most one environment is the reference");
  expect(ran.stdout).toContain('environments[1].name: "a" is already the name of environments[0]');
  expect(ran.stdout).toContain('project "p" already belongs to environments[0]');
});

test("a secret is never printed, however wrong it is", async () => {
  const env = { ...ENV, STAGING_DATABASE_URL: "mysql://root:hunter2@db/app", ALERT_SECRET: "hunter3" };
  const ran = await run(["config", "check", file(`${WHOLE}# again\n`)], { env });
  expect(ran.code).toBe(1);
  expect(ran.stdout).not.toMatch(/hunter/);
});

test("text that is no YAML is said with its line; a file that is not there is exit code 2", async () => {
  const broken = await run(["config", "check", file("environments: [\n  {")]);
  expect(broken).toMatchObject({ code: 1 });
  expect(broken.stdout).toContain("not YAML");
  expect(await run(["config", "check", "/nowhere.yaml"])).toMatchObject({ code: 2, stdout: "" });
});

test("what may be reached and who may be believed is told in words where it is no network and not over TLS", async () => {
  const secret = `whsec_${Buffer.alloc(24).toString("base64")}`;
  const path = file(`webhooks:
  - { url: "https://a.example/", secret: ${secret}, allowPrivate: { networks: [10.8.0.0/16, fd12::/16], hosts: [b.internal] } }
  - { url: "https://b.example/", secret: ${secret}, allowPrivate: { networks: [everything] } }
auth: { oidc: { issuer: "http://login.example.com", clientId: x, publicUrl: "http://127.0.0.1:8080" } }
`);
  const ran = await run(["config", "check", path]);
  expect(ran.stdout.split("\n").slice(1, -1)).toEqual([
    "  line 3, webhooks[1].allowPrivate.networks[0]: expected a network such as 10.8.0.0/16 or fd12::/16",
    "  line 4, auth.oidc.issuer: expected an https:// address; http:// only on loopback",
  ]);
});
