import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAccess, refuseOpenDoor } from "../../server/access/access.ts";
import { hashOf, isToken, makeToken } from "../../server/access/api-token.ts";
import { rolesOf } from "../../server/access/grants.ts";
import { createKeySet } from "../../server/access/key-set.ts";
import { createRateLimit } from "../../server/access/rate-limit.ts";
import { authSchema } from "../../shared/auth-config.ts";
import { encode, GOOGLE_AUDIENCE, IAP_AUDIENCE, type Issuer, STRANGE, seconds, startIssuer } from "./issuer.ts";

let issuer: Issuer;
beforeAll(async () => {
  issuer = await startIssuer();
});
afterAll(() => issuer.close());

const nothing = { authorization: undefined, iapAssertion: undefined };

function access(changes: object = {}) {
  const config = authSchema.parse({
    iap: { audience: IAP_AUDIENCE, jwksUrl: issuer.jwksUrl },
    google: { audience: GOOGLE_AUDIENCE, emails: ["robot@p.iam.gserviceaccount.com"], jwksUrl: issuer.jwksUrl },
    roles: [
      { role: "viewer", domains: ["example.com"] },
      { role: "commander", emails: ["Ada@example.com"] },
      { role: "responder", emails: ["robot@p.iam.gserviceaccount.com"] },
      { role: "admin", groups: ["sre"] },
    ],
    ...changes,
  });
  return createAccess(config, async () => undefined);
}

const identify = (credentials: object) => access().identify({ ...nothing, ...credentials }, Date.now());

describe("Identity-Aware Proxy", () => {
  test("says who asks; the highest role that is granted counts", async () => {
    expect(await identify({ iapAssertion: issuer.iap() })).toEqual({
      who: "ada@example.com",
      roleIn: new Map(),
      method: "iap",
      role: "commander",
      scopes: [],
    });
    expect((await identify({ iapAssertion: issuer.iap({ email: "b@example.com" }) })).role).toBe("viewer");
    expect((await identify({ iapAssertion: issuer.iap({ email: "x@other.example" }) })).role).toBeUndefined();
    expect((await identify({ iapAssertion: issuer.iap({ google: { groups: ["sre"] } }) })).role).toBe("admin");
  });

  test.each([
    "/projects/1234/apps/my-project",
    "/projects/1234/global/backendServices/5678",
    "/projects/1234/locations/europe-west1/services/plumbline",
  ])("takes the audience %s", async (audience) => {
    const { identify } = access({ iap: { audience, jwksUrl: issuer.jwksUrl } });
    expect(await identify({ ...nothing, iapAssertion: issuer.iap({ aud: audience }) }, Date.now())).toMatchObject({
      method: "iap",
    });
  });

  test("an audience of another form is a fault of the configuration", () => {
    expect(authSchema.safeParse({ iap: { audience: "plumbline" } }).success).toBe(false);
  });

  const refused: [string, () => string, string][] = [
    ["expired", () => issuer.iap({ iat: seconds() - 700, exp: seconds() - 31 }), "has expired"],
    ["from the future", () => issuer.iap({ iat: seconds() + 40, exp: seconds() + 300 }), "future"],
    ["of too long a life", () => issuer.iap({ exp: seconds() + 86_400 }), "longer than an hour"],
    ["for another audience", () => issuer.iap({ aud: "/projects/1/global/backendServices/2" }), "another audience"],
    ["for a list without ours", () => issuer.iap({ aud: ["a", "b"] }), "another audience"],
    ["of another issuer", () => issuer.iap({ iss: "https://accounts.google.com" }), "another issuer"],
    ["signed with another key", () => issuer.iap({}, {}, STRANGE.ec), "signature is wrong"],
    ["of an unknown key", () => issuer.iap({}, { kid: "ec9" }), "not one of the issuer's"],
    ["without a key's id", () => issuer.iap({}, { kid: undefined }), "header"],
    ["with another algorithm's key", () => issuer.iap({}, { kid: "rsa1" }), "signature is wrong"],
    [
      "that says it is RS256",
      () => issuer.google({ iss: "https://cloud.google.com/iap", aud: IAP_AUDIENCE }),
      "not signed with ES256",
    ],
    [
      "that is not signed",
      () => `${encode({ alg: "none", kid: "ec1" })}.${issuer.iap().split(".")[1]}.`,
      "not signed with ES256",
    ],
    ["with critical extensions", () => issuer.iap({}, { crit: ["b64"], b64: false }), "header"],
    ["changed afterwards", () => issuer.iap().replace(/\.[^.]+\./, `.${encode({ sub: "x" })}.`), "signature is wrong"],
    ["without an address", () => issuer.iap({ email: undefined }), "no e-mail"],
    ["without an expiry", () => issuer.iap({ exp: undefined }), "lacks claims"],
    ["that is no token", () => "a.b", "no signed JSON Web Token"],
    ["that is far too long", () => `${issuer.iap()}${"a".repeat(9000)}`, "no signed JSON Web Token"],
  ];
  test.each(refused)("an assertion %s is refused", async (_what, assertion, why) => {
    await expect(identify({ iapAssertion: assertion() })).rejects.toMatchObject({
      code: "unauthorized",
      message: expect.stringContaining(why),
    });
  });

  test("half a minute of difference between clocks is allowed", async () => {
    const late = issuer.iap({ iat: seconds() - 600, exp: seconds() - 20 });
    expect(await identify({ iapAssertion: late })).toMatchObject({ who: "ada@example.com" });
    const early = issuer.iap({ iat: seconds() + 20 });
    expect(await identify({ iapAssertion: early })).toMatchObject({ who: "ada@example.com" });
  });
});

describe("Google ID tokens", () => {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  test("let in the service accounts that are listed", async () => {
    expect(await identify(bearer(issuer.google()))).toEqual({
      who: "robot@p.iam.gserviceaccount.com",
      roleIn: new Map(),
      method: "google",
      role: "responder",
      scopes: [],
    });
    expect(await identify(bearer(issuer.google({ iss: "accounts.google.com" })))).toMatchObject({ method: "google" });
  });

  const refused: [string, () => string, string][] = [
    [
      "of an account that is not listed",
      () => issuer.google({ email: "other@p.iam.gserviceaccount.com" }),
      "auth.google.emails",
    ],
    ["of an address that nobody verified", () => issuer.google({ email_verified: false }), "verified"],
    ["for another audience", () => issuer.google({ aud: "https://other.example" }), "another audience"],
    ["of another issuer", () => issuer.google({ iss: "https://evil.example" }), "another issuer"],
    ["signed with another key", () => issuer.google({}, {}, STRANGE.rsa), "signature is wrong"],
    ["that expired", () => issuer.google({ iat: seconds() - 4000, exp: seconds() - 400 }), "expired"],
    ["signed with the public key as a shared secret", () => hmacSigned(issuer.google()), "not signed with RS256"],
    ["signed by IAP", () => issuer.iap(), "not signed with RS256"],
  ];
  test.each(refused)("a token %s is refused", async (_what, token, why) => {
    await expect(identify(bearer(token()))).rejects.toMatchObject({
      code: "unauthorized",
      message: expect.stringContaining(why),
    });
  });
});

function hmacSigned(token: string): string {
  const text = `${encode({ alg: "HS256", kid: "rsa1" })}.${token.split(".")[1]}`;
  return `${text}.${createHmac("sha256", STRANGE.rsaPublicPem).update(text).digest("base64url")}`;
}

describe("API tokens", () => {
  test("are told by form and checksum, before anybody is asked", () => {
    const token = makeToken();
    expect(token).toMatch(/^plb_[0-9A-Za-z]{36}$/);
    expect(isToken(token)).toBe(true);
    expect(isToken(token.replace(/.$/, (last) => (last === "0" ? "1" : "0")))).toBe(false);
    expect(isToken(`${token}0`)).toBe(false);
    expect(new Set(Array.from({ length: 200 }, makeToken)).size).toBe(200);
  });

  test("are looked up by their hash, and refused when expired, revoked or unknown", async () => {
    const token = makeToken();
    const kept = {
      id: "1",
      name: "ci",
      hint: "plb_…",
      scopes: ["incidents:read" as const],
      environments: null,
      createdAt: "",
      createdBy: "",
      lastUsedAt: null,
    };
    const ask = (state: { expiresAt: string | null; revokedAt: string | null } | undefined, asked = token) =>
      createAccess(authSchema.parse({ tokens: true }), async (hash) =>
        state !== undefined && hash.equals(hashOf(token)) ? { ...kept, ...state } : undefined,
      ).identify({ ...nothing, authorization: `Bearer ${asked}` }, Date.parse("2026-03-01T00:00:00Z"));
    expect(await ask({ expiresAt: "2026-03-02T00:00:00Z", revokedAt: null })).toEqual({
      who: "token ci",
      method: "token",
      role: undefined,
      scopes: ["incidents:read"],
    });
    await expect(ask({ expiresAt: "2026-03-01T00:00:00Z", revokedAt: null })).rejects.toThrow("has expired");
    await expect(ask({ expiresAt: null, revokedAt: "2026-01-01T00:00:00Z" })).rejects.toThrow("was revoked");
    await expect(ask(undefined)).rejects.toThrow("not known");
    await expect(ask({ expiresAt: null, revokedAt: null }, makeToken())).rejects.toThrow("not known");
  });
});

test("keys are asked for once an hour, not for every unknown id, and known ones hold while the issuer is away", async () => {
  const own = await startIssuer();
  const keyOf = createKeySet(own.jwksUrl);
  expect(await keyOf("ec1", 0)).toBeDefined();
  expect(await keyOf("nobody", 1000)).toBeUndefined();
  expect(await keyOf("nobody", 2000)).toBeUndefined();
  expect(own.asked()).toBe(1);
  await keyOf("nobody", 31_000);
  expect(own.asked()).toBe(2);
  await own.close();
  expect(await keyOf("ec1", 3 * 3_600_000)).toBeDefined();
  await expect(keyOf("nobody", 4 * 3_600_000)).rejects.toMatchObject({ code: "unavailable" });
});

describe("the door", () => {
  test("nobody signs in where nothing is configured, and everybody is the operator", async () => {
    const open = createAccess(authSchema.parse({}), async () => undefined);
    expect(open.isOpen).toBe(true);
    expect(await open.identify(nothing, 0)).toMatchObject({ who: "Operator", role: "admin" });
  });

  test("where sign-in is configured, nothing shown is not enough", async () => {
    await expect(identify({})).rejects.toMatchObject({ code: "unauthorized" });
    await expect(identify({ authorization: "Basic YTpi" })).rejects.toMatchObject({ code: "unauthorized" });
  });

  test("what shows something to a way that is not configured shows nothing", async () => {
    const tokensAlone = createAccess(authSchema.parse({ tokens: true }), async () => undefined);
    const behindIap = createAccess(
      authSchema.parse({ iap: { audience: IAP_AUDIENCE, jwksUrl: issuer.jwksUrl } }),
      async () => undefined,
    );
    const session = "s".repeat(43);
    for (const shown of [{ iapAssertion: issuer.iap() }, { authorization: `Bearer ${issuer.google()}` }, { session }]) {
      const asked = tokensAlone.identify({ ...nothing, ...shown }, Date.now());
      await expect(asked).rejects.toMatchObject({ code: "unauthorized" });
    }
    for (const shown of [
      { authorization: `Bearer ${makeToken()}` },
      { authorization: `Bearer ${issuer.google()}` },
      { session },
    ]) {
      const asked = behindIap.identify({ ...nothing, ...shown }, Date.now());
      await expect(asked).rejects.toMatchObject({ code: "unauthorized" });
    }
  });

  test("is not opened to others without a way to sign in", () => {
    const none = authSchema.parse({});
    for (const host of ["127.0.0.1", "::1", "localhost"]) expect(() => refuseOpenDoor(host, none)).not.toThrow();
    expect(() => refuseOpenDoor("0.0.0.0", none)).toThrow("auth.iap.audience");
    expect(() => refuseOpenDoor("0.0.0.0", authSchema.parse({ tokens: true }))).not.toThrow();
  });
});

test("an allowance is used up at once or evenly, each key for itself, and memory is bounded", () => {
  const take = createRateLimit(60);
  const at = (ms: number) => Array.from({ length: 61 }, () => take("a", ms)).at(-1);
  expect(at(0)).toBe(1);
  expect(take("b", 0)).toBe(0);
  expect(take("a", 999)).toBe(1);
  expect(take("a", 1001)).toBe(0);
  for (let i = 0; i < 20_000; i += 1) take(`key ${i}`, 2000);
  expect(take("a", 2000)).toBe(0);
});

describe("roles", () => {
  const grants = authSchema.parse({
    roles: [
      { role: "viewer", domains: ["example.com"] },
      { role: "responder", groups: ["sre"], environments: ["staging", "test"] },
      { role: "commander", emails: ["Ada@example.com"], environments: ["staging"] },
    ],
  }).roles;

  test("hold everywhere, or in the environments that are named, the highest of each", () => {
    expect(rolesOf({ email: "ada@EXAMPLE.com", groups: ["sre"] }, grants)).toEqual({
      role: "viewer",
      roleIn: new Map([
        ["staging", "commander"],
        ["test", "responder"],
      ]),
    });
    expect(rolesOf({ email: "x@elsewhere.example", groups: ["sre"] }, grants).role).toBeUndefined();
    expect(rolesOf({ email: "x@elsewhere.example", groups: [] }, grants)).toEqual({
      role: undefined,
      roleIn: new Map(),
    });
  });
});
