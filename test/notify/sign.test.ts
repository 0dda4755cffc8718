import { createPublicKey, verify } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { signatureHeaders } from "../../server/notify/sign.ts";
import { SECRET } from "./webhook.ts";

/** The official vectors of Standard Webhooks. */
const SIGNED = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestampSeconds: 1614265330, body: '{"test": 2432232314}' };
const V1 = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const V1A = "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag==";
const SEED = "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=";
const PUBLIC_KEY = "ZlN4eg7dSSqi0moX9hQUk3orrOouK3QVQSlJa248c/g=";

test.each([
  ["HMAC", [SECRET], V1],
  ["ed25519", [SEED], V1A],
  ["both while a secret is replaced", [SEED, SECRET], `${V1A} ${V1}`],
])("the official vector: %s", (_name, secrets, signature) => {
  expect(signatureHeaders(SIGNED, secrets)).toStrictEqual({
    "webhook-id": SIGNED.id,
    "webhook-timestamp": "1614265330",
    "webhook-signature": signature,
  });
});

test("node's own check accepts the ed25519 signature, and no other body", () => {
  const header = Buffer.from("302a300506032b6570032100", "hex");
  const key = createPublicKey({
    key: Buffer.concat([header, Buffer.from(PUBLIC_KEY, "base64")]),
    format: "der",
    type: "spki",
  });
  const signature = Buffer.from(V1A.slice(4), "base64");
  const content = `${SIGNED.id}.${SIGNED.timestampSeconds}.`;

  expect(verify(null, Buffer.from(content + SIGNED.body), key, signature)).toBe(true);
  expect(verify(null, Buffer.from(`${content}{}`), key, signature)).toBe(false);
});

test("the independent verifier accepts either secret during rotation, and refuses another body and another secret", () => {
  const timestampSeconds = Math.floor(Date.now() / 1000);
  const other = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
  const headers = signatureHeaders({ ...SIGNED, timestampSeconds }, [other, SECRET]);

  expect(new Webhook(SECRET).verify(SIGNED.body, headers)).toStrictEqual({ test: 2432232314 });
  expect(new Webhook(other).verify(SIGNED.body, headers)).toStrictEqual({ test: 2432232314 });
  expect(() => new Webhook(SECRET).verify("{}", headers)).toThrow();
  const unknown = new Webhook(`whsec_${Buffer.alloc(32, 9).toString("base64")}`);
  expect(() => unknown.verify(SIGNED.body, headers)).toThrow();
});
