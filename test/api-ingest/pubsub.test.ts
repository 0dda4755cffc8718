import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { request } from "../lib/entries.ts";
import { type RunningApp, startRunningApp } from "../lib/running-app.ts";

const AUDIENCE = "https://plumbline.example/ingest/pubsub";
const ACCOUNT = "pusher@acme-staging.iam.gserviceaccount.com";
const google = generateKeyPairSync("rsa", { modulusLength: 2048 });
const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });

let app: RunningApp;
let certs: Server;
beforeAll(async () => {
  const keys = { keys: [{ ...google.publicKey.export({ format: "jwk" }), kid: "k1", use: "sig", alg: "RS256" }] };
  certs = createServer((_asked, answer) => answer.end(JSON.stringify(keys))).listen(0, "127.0.0.1");
  await once(certs, "listening");
  const address = certs.address();
  const port = typeof address === "object" ? address?.port : 0;
  const jwksUrl = `http://127.0.0.1:${port}/certs`;
  app = await startRunningApp({
    sample: false,
    config: { pubsub: { audience: AUDIENCE, serviceAccount: ACCOUNT, jwksUrl } },
  });
});
afterAll(async () => {
  await app.stop();
  certs.close();
});

const seconds = () => Math.floor(Date.now() / 1000);
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");

function token(claims: object = {}, header: object = {}, key: KeyObject = google.privateKey): string {
  const given = {
    iss: "https://accounts.google.com",
    aud: AUDIENCE,
    azp: "1",
    sub: "1",
    email: ACCOUNT,
    email_verified: true,
    iat: seconds() - 10,
    exp: seconds() + 3000,
    ...claims,
  };
  const text = `${encode({ alg: "RS256", kid: "k1", typ: "JWT", ...header })}.${encode(given)}`;
  return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
}

const push = (body: unknown, headers: Record<string, string> = {}, bearer = token()) =>
  fetch(`${app.url}/ingest/pubsub`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${bearer}`, ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
const entry = (id: string) => ({ ...request({ at: "2026-01-01T00:00:00Z", status: 500 }), insertId: id });
const envelope = (data: string, messageId = "1") => ({
  message: {
    data: Buffer.from(data).toString("base64"),
    attributes: {},
    messageId,
    publishTime: "2026-01-01T00:00:01Z",
  },
  subscription: "projects/acme-staging/subscriptions/plumbline",
});

async function counts(): Promise<unknown> {
  const { body } = await app.call("GET", "/status");
  const { read, accepted, duplicates, rejected } = (body as { coverage: Record<string, number> }).coverage;
  return { read, accepted, duplicates, rejected };
}

test("a push is stored before it is acknowledged; pushed again, wrapped or not, it is a duplicate", async () => {
  const one = await push(envelope(JSON.stringify(entry("p1"))));
  const again = await push(envelope(JSON.stringify(entry("p1")), "2"));
  const unwrapped = await push(entry("p1"), { "x-goog-pubsub-message-id": "3" });

  expect([one.status, again.status, unwrapped.status]).toStrictEqual([204, 204, 204]);
  expect(await counts()).toStrictEqual({ read: 3, accepted: 1, duplicates: 2, rejected: 0 });
});

test("a message that can never be an entry is acknowledged and counted as rejected", async () => {
  const poisons = ["no json", envelope("not json"), envelope("[1]"), { message: {} }, envelope('{"insertId":"x"}')];

  const answers = await Promise.all(poisons.map((poison) => push(poison)));

  expect(answers.map(({ status }) => status)).toStrictEqual([204, 204, 204, 204, 204]);
  expect(await counts()).toMatchObject({ accepted: 1, rejected: 5 });
});

test.each([
  ["no token", (): string => "", /enable authentication/],
  ["another audience", () => token({ aud: "https://other.example" }), /audience/],
  ["another issuer", () => token({ iss: "https://evil.example" }), /issuer/],
  ["another account", () => token({ email: "me@gmail.com" }), /pubsub.serviceAccount/],
  ["an unverified address", () => token({ email_verified: false }), /verified e-mail/],
  ["an expired token", () => token({ iat: seconds() - 7000, exp: seconds() - 3600 }), /expired/],
  ["a token of tomorrow", () => token({ iat: seconds() + 5000, exp: seconds() + 8000 }), /future/],
  ["a stranger's key", () => token({}, {}, stranger.privateKey), /signature/],
  ["an unknown key id", () => token({}, { kid: "k2" }), /key/],
  ["no algorithm", () => `${encode({ alg: "none", kid: "k1" })}.${encode({})}.x`, /RS256/],
] as const)("%s is refused", async (_name, bearer, message) => {
  const answer = await push(envelope(JSON.stringify(entry("never"))), {}, bearer());

  expect(answer.status).toBe(401);
  expect(await answer.json()).toMatchObject({ error: { message: expect.stringMatching(message) } });
});

test("a hundred messages at once are each stored", async () => {
  const messages = Array.from({ length: 100 }, (_, index) => envelope(JSON.stringify(entry(`h${index}`))));

  const answers = await Promise.all(messages.map((message) => push(message)));

  expect(new Set(answers.map(({ status }) => status))).toStrictEqual(new Set([204]));
  expect(await counts()).toMatchObject({ accepted: 101 });
});
