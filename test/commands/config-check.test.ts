import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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

const README = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const EXAMPLES = [...README.matchAll(/```yaml\n(.*?)```/gs)].map(([, text = ""]) => text);
const ENV = {
  STAGING_DATABASE_URL: "postgres://app:word@db/app",
  STAGING_BASE_URL: "https://staging.example.com",
  PRODUCTION_DATABASE_URL: "postgresql://app@db/app",
  ALERT_URL: "https://hooks.example.com/x",
  ALERT_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  OIDC_SECRET: "known-to-the-provider",
  REDACTION_KEY: "0123456789abcdef0123456789abcdef",
};

test("the examples of the README are fine when their variables and placeholders are filled in", async () => {
  const paths = EXAMPLES.map((text) =>
    file(text.replace("NUMBER/global/backendServices/ID", "1/global/backendServices/2")),
  );
  const ran = await Promise.all(paths.map((path) => run(["config", "check", path], { env: ENV })));
  expect(ran.map(({ code, stdout, stderr }) => [code, stdout.replace(/^.* is/, "it is"), stderr])).toEqual([
    [0, "it is fine: 2 environment(s), 1 service(s), 1 source(s), 1 webhook(s)\n", ""],
    [0, "it is fine: 0 environment(s), 0 service(s), 0 source(s), 0 webhook(s)\n", ""],
  ]);
});

test("a second file, which would not be looked at, and a file that is not there are refused", async () => {
  expect(await run(["config", "check", "a.yaml", "b.yaml"])).toEqual({
    code: 2,
    stdout: "",
    stderr: "plumbline config check: expected one file, got 2: check one after the other\n",
  });
  expect(await run(["config", "check", "/nowhere.yaml"])).toEqual({
    code: 2,
    stdout: "",
    stderr:
      "plumbline config check: The configuration /nowhere.yaml can't be read: ENOENT: no such file or directory, open '/nowhere.yaml'. Check its path; --config or PLUMBLINE_CONFIG names another.\n",
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
  const ran = await run(["config", "check", file(`${EXAMPLES[0]}# again\n`)], { env });
  expect(ran.code).toBe(1);
  expect(ran.stdout).not.toMatch(/hunter/);
});

test("text that is no YAML is said with its line", async () => {
  const broken = await run(["config", "check", file("environments: [\n  {")]);
  expect(broken).toMatchObject({ code: 1 });
  expect(broken.stdout).toContain("not YAML");
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
