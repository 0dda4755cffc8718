import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { readRuns } from "../../server/store/source-runs.ts";
import { selfSigned } from "../lib/certificate.ts";
import { type GoogleAccounts, startGoogleAccounts } from "../lib/google-accounts.ts";
import { traffic } from "../lib/logging-server/entries.ts";
import { type LoggingServer, startLoggingServer } from "../lib/logging-server/server.ts";
import { storedCounts, truthOf } from "../lib/logging-server/truth.ts";
import { type Running, runScript } from "../lib/processes.ts";
import { createStore, type TestStore } from "../store/store.ts";

const READER = "reader@my-project.iam.gserviceaccount.com";
const ENTRIES = traffic(50, Date.now() - 20 * 60_000, Date.now() - 5 * 60_000);

let directory: string;
let server: LoggingServer;
let accounts: GoogleAccounts;
let store: TestStore;
let child: Running | undefined;
let environment: Record<string, string>;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "plumbline-credentials-"));
  const certified = selfSigned(["oauth2.googleapis.com", "iamcredentials.googleapis.com", "localhost"]);
  server = await startLoggingServer({ tls: certified });
  accounts = await startGoogleAccounts(certified);
  const trusted = join(directory, "trusted.pem");
  const keyFile = join(directory, "key.json");
  await writeFile(trusted, certified.certificate);
  await writeFile(keyFile, JSON.stringify(keyOfAccount()));
  environment = {
    GOOGLE_APPLICATION_CREDENTIALS: keyFile,
    HTTPS_PROXY: accounts.proxy,
    NODE_EXTRA_CA_CERTS: trusted,
    GRPC_DEFAULT_SSL_ROOTS_FILE_PATH: trusted,
  };
});
afterAll(async () => {
  server.stop();
  await accounts.close();
  await rm(directory, { recursive: true });
});
beforeEach(async () => {
  server.entries = ENTRIES;
  server.calls = [];
  server.headers = [];
  accounts.asked = [];
  accounts.refusal = undefined;
  store = await createStore();
});
afterEach(async () => {
  child?.child.kill("SIGKILL");
  await child?.ended;
  await store.close();
});

/** A key file of a service account, as the console gives it. */
function keyOfAccount(): object {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return {
    type: "service_account",
    project_id: "my-project",
    private_key_id: "k1",
    private_key: privateKey.export({ type: "pkcs8", format: "pem" }),
    client_email: "plumbline@my-project.iam.gserviceaccount.com",
    client_id: "1",
    token_uri: "https://oauth2.googleapis.com/token",
  };
}

function start(given: object): void {
  const source = { kind: "cloud-logging", project: "demo", endpoint: server.endpoint, pollSeconds: 1, ...given };
  child = runScript("test/sources/sources-child.ts", [store.url, JSON.stringify({ sources: [source] })], environment);
}

async function allRead(): Promise<void> {
  await expect.poll(() => storedCounts(store.pool)).toStrictEqual(truthOf(ENTRIES));
}

test("the key of Application Default Credentials signs in over TLS at the endpoint that is configured", async () => {
  start({});
  await allRead();
  // A key signs its own token, for the scope that reads logs and no other.
  expect(accounts.asked).toStrictEqual([]);
  const [, payload = ""] = String(server.headers[0]?.authorization).split(".");
  expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({
    iss: "plumbline@my-project.iam.gserviceaccount.com",
    scope: "https://www.googleapis.com/auth/logging.read",
  });
  expect(server.headers[0]).not.toHaveProperty("x-goog-user-project");
});

test("impersonation acts as the service account, and the quota project pays", async () => {
  start({ impersonate: READER, quotaProject: "billing-project" });
  await allRead();
  const [, second] = accounts.asked;
  expect(accounts.asked.map(({ url }) => url)).toStrictEqual([
    "https://oauth2.googleapis.com/token",
    `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${READER}:generateAccessToken`,
  ]);
  expect(second?.headers.authorization).toBe("Bearer token-of-the-key");
  expect(JSON.parse(second?.body ?? "")).toMatchObject({ scope: ["https://www.googleapis.com/auth/logging.read"] });
  expect(server.headers[0]).toMatchObject({
    authorization: "Bearer token-of-the-reader",
    "x-goog-user-project": "billing-project",
  });
});

test("an account that may not act as another is told what to grant, and no token is shown", async () => {
  accounts.refusal = { status: 403, message: "Permission 'iam.serviceAccounts.getAccessToken' denied" };
  start({ impersonate: READER });
  const detail = async () => (await readRuns(store.pool)).get("cloud-logging demo")?.status?.lastError?.message ?? "";
  await expect.poll(detail).not.toBe("");
  expect(await detail()).toBe(
    "The credentials may not act as the service account that impersonate names: Permission 'iam.serviceAccounts.getAccessToken' denied. Grant them roles/iam.serviceAccountTokenCreator on it",
  );
  expect(await detail()).not.toContain("token-of");
  expect(server.calls).toStrictEqual([]);
});
