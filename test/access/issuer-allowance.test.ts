import { expect, test } from "vitest";
import { allowanceFor } from "../../server/access/issuer-allowance.ts";
import { addressRefusal } from "../../server/lib/address-rules.ts";
import { authSchema } from "../../shared/auth-config.ts";

const isReached = (issuer: string, host: string, address: string) =>
  addressRefusal(address, host, allowanceFor(issuer)) === undefined;

test("an issuer may stand in a private network; what it names besides has to be public", () => {
  const issuer = "https://login.internal/realms/ops";
  expect(isReached(issuer, "login.internal", "10.1.2.3")).toBe(true);
  expect(isReached(issuer, "keys.internal", "10.1.2.4")).toBe(false);
  expect(isReached(issuer, "localhost", "127.0.0.1")).toBe(false);
  expect(isReached(issuer, "login.internal", "169.254.169.254")).toBe(false);
  expect(isReached(issuer, "keys.example.com", "93.184.216.34")).toBe(true);
});

test("one on this machine may name others on this machine", () => {
  expect(isReached("http://localhost:9000", "127.0.0.1", "127.0.0.1")).toBe(true);
  expect(isReached("http://localhost:9000", "keys.internal", "10.1.2.4")).toBe(false);
});

test.each([
  ["https://login.example.com", true],
  ["http://127.0.0.1:9000/realm", true],
  ["http://localhost", true],
  ["http://[::1]:9000", true],
  ["http://login.example.com", false],
  ["http://127.0.0.1.evil.example", false],
  ["http://localhost@evil.example", false],
  ["ftp://login.example.com", false],
])("the issuer %s is taken: %s", (issuer, isTaken) => {
  const oidc = { issuer, clientId: "x", publicUrl: "https://plumbline.example" };
  expect(authSchema.safeParse({ oidc }).success).toBe(isTaken);
});
