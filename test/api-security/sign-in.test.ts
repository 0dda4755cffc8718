import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { insertSession, insertSignIn, takeSignIn, useSession } from "../../server/store/sessions.ts";
import { sessionsResponseSchema } from "../../shared/api-access.ts";
import { CLIENT, type Provider, startProvider } from "../access/provider.ts";
import { type RunningApp, startRunningApp } from "../lib/running-app.ts";
import { createStore } from "../store/store.ts";

let provider: Provider;
let app: RunningApp;

beforeAll(async () => {
  provider = await startProvider();
  app = await startRunningApp({
    sample: false,
    config: {
      auth: {
        oidc: { issuer: provider.issuer, publicUrl: "https://plumbline.example", ...CLIENT },
        roles: [
          { role: "responder", emails: ["ada@example.com"], groups: ["sre"] },
          { role: "admin", emails: ["grace@example.com"] },
        ],
      },
    },
  });
});
afterAll(async () => {
  await app.stop();
  await provider.close();
});

const ask = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  fetch(`${app.url}${path}`, { method, headers, redirect: "manual" });

/** Name and value of the cookie that an answer sets. */
function cookieOf(response: Response, name: string): string {
  const line = response.headers.getSetCookie().find((one) => one.startsWith(`${name}=`)) ?? "";
  return line.split(";")[0] ?? "";
}

/** A browser that was sent away: where to, and with which cookie. */
async function sentAway(returnTo = "/incidents/1?tab=plan") {
  const response = await ask(`/auth/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
  const url = response.headers.get("location") ?? "";
  return {
    url,
    state: new URL(url).searchParams.get("state") ?? "",
    cookie: cookieOf(response, "__Host-plumbline-sign-in"),
  };
}

async function signedIn(claims: object = { email: "ada@example.com" }, returnTo?: string) {
  const { url, state, cookie } = await sentAway(returnTo);
  return ask(`/auth/callback?code=${provider.signIn(url, claims)}&state=${state}`, { cookie });
}

describe("signing in", () => {
  test("sends the browser to the provider with state, nonce and a challenge, and remembers it in a cookie", async () => {
    const { url, cookie } = await sentAway();
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      response_type: "code",
      client_id: "plumbline",
      redirect_uri: "https://plumbline.example/auth/callback",
      scope: "openid email",
      code_challenge_method: "S256",
    });
    expect(cookie).toMatch(/^__Host-plumbline-sign-in=[\w-]{43}$/);
  });

  test("ends in a session of ours, bound to the host, and where the person wanted to go", async () => {
    const response = await signedIn();
    expect([response.status, response.headers.get("location")]).toEqual([303, "/incidents/1?tab=plan"]);
    const [line] = response.headers.getSetCookie();
    expect(line).toMatch(/^__Host-plumbline=[\w-]{43}; Path=\/; Max-Age=43200; Secure; HttpOnly; SameSite=Lax$/);
    const who = await ask("/api/v1/whoami", { cookie: cookieOf(response, "__Host-plumbline") });
    expect(await who.json()).toMatchObject({
      who: "ada@example.com",
      method: "oidc",
      role: "responder",
      canSignOut: true,
    });
  });

  test("grants roles by group", async () => {
    const cookie = cookieOf(await signedIn({ email: "x@other.example", groups: ["sre"] }), "__Host-plumbline");
    expect(await (await ask("/api/v1/whoami", { cookie })).json()).toMatchObject({ role: "responder" });
  });

  test("gives another session each time", async () => {
    const cookies = [cookieOf(await signedIn(), "__Host-plumbline"), cookieOf(await signedIn(), "__Host-plumbline")];
    expect(new Set(cookies).size).toBe(2);
  });

  test.each(["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/a\nb"])(
    "never goes on to %j",
    async (returnTo) => {
      expect((await signedIn({ email: "ada@example.com" }, returnTo)).headers.get("location")).toBe("/");
    },
  );
});

describe("a sign-in is refused", () => {
  const refused = async (response: Promise<Response>) => {
    const { status, headers } = await response;
    return [status, headers.getSetCookie().some((line) => line.startsWith("__Host-plumbline="))];
  };

  test("that another browser began", async () => {
    const [mine, theirs] = [await sentAway(), await sentAway()];
    const code = provider.signIn(theirs.url, { email: "eve@example.com" });
    const path = `/auth/callback?code=${code}&state=${theirs.state}`;
    expect(await refused(ask(path, { cookie: mine.cookie }))).toEqual([401, false]);
    expect(await refused(ask(path))).toEqual([401, false]);
  });

  test("with a page that says why and leads to another, where a page is asked for", async () => {
    const response = await ask("/auth/callback?error=access_denied", { accept: "text/html" });
    const page = await response.text();
    expect([response.status, response.headers.get("content-type")]).toEqual([401, "text/html; charset=utf-8"]);
    expect(page).toContain("<p>This sign-in was not begun in this browser, or was refused: begin again.</p>");
    expect(page).toContain('<a href="/auth/sign-in">Sign in</a>');
    const [, style = ""] = /<style>([^<]*)<\/style>/.exec(page) ?? [];
    const hash = createHash("sha256").update(style).digest("base64");
    expect(response.headers.get("content-security-policy")).toContain(`style-src 'sha256-${hash}'`);
    const body = await (await ask("/auth/callback", { accept: "application/json" })).json();
    expect(body).toMatchObject({ error: { code: "unauthorized" } });
  });

  test("that comes a second time", async () => {
    const { url, state, cookie } = await sentAway();
    const path = `/auth/callback?code=${provider.signIn(url, { email: "ada@example.com" })}&state=${state}`;
    expect((await ask(path, { cookie })).status).toBe(303);
    expect(await refused(ask(path, { cookie }))).toEqual([401, false]);
  });

  test("with a code that was made for another", async () => {
    const [mine, theirs] = [await sentAway(), await sentAway()];
    const code = provider.signIn(theirs.url, { email: "eve@example.com" });
    expect(await refused(ask(`/auth/callback?code=${code}&state=${mine.state}`, { cookie: mine.cookie }))).toEqual([
      401,
      false,
    ]);
  });

  test.each([
    ["with another nonce", { nonce: "other" }],
    ["for another client", { aud: "another" }],
    ["of another issuer", { iss: "https://evil.example" }],
    ["that expired", { iat: 1, exp: 2 }],
    ["of an address that nobody verified", { email_verified: false }],
    ["without an address", { email: undefined }],
  ])("%s", async (_what, claims) => {
    expect(await refused(signedIn({ email: "ada@example.com", ...claims }))).toEqual([401, false]);
  });
});

describe("a session", () => {
  test("changes nothing on the word of another site", async () => {
    const cookie = cookieOf(await signedIn(), "__Host-plumbline");
    const foreign = { cookie, "sec-fetch-site": "cross-site" };
    expect((await ask("/api/v1/incidents/none/acknowledge", foreign, "POST")).status).toBe(403);
    expect(
      (await ask("/api/v1/incidents/none/acknowledge", { cookie, "sec-fetch-site": "same-origin" }, "POST")).status,
    ).toBe(404);
    expect((await ask("/auth/sign-out", foreign, "POST")).status).toBe(403);
  });

  test("ends when the person signs out, and the cookie with it", async () => {
    const cookie = cookieOf(await signedIn(), "__Host-plumbline");
    const out = await ask("/auth/sign-out", { cookie, "sec-fetch-site": "same-origin" }, "POST");
    expect(out.headers.getSetCookie()).toEqual([
      "__Host-plumbline=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax",
    ]);
    const after = await ask("/api/v1/whoami", { cookie });
    expect([after.status, cookieOf(after, "__Host-plumbline")]).toEqual([401, "__Host-plumbline="]);
  });

  test("ends when the same browser signs in again, and the audit log has both, and signing out", async () => {
    const first = cookieOf(await signedIn({ email: "grace@example.com" }), "__Host-plumbline");
    const { url, state, cookie } = await sentAway();
    const code = provider.signIn(url, { email: "grace@example.com" });
    const again = await ask(`/auth/callback?code=${code}&state=${state}`, { cookie: `${cookie}; ${first}` });
    const second = cookieOf(again, "__Host-plumbline");
    const statuses = [first, second].map(async (one) => (await ask("/api/v1/whoami", { cookie: one })).status);
    expect(await Promise.all(statuses)).toEqual([401, 200]);
    const signOuts = async (cookieNow: string) => {
      const rows = await (await ask("/api/v1/audit?format=ndjson", { cookie: cookieNow })).text();
      return rows.split("\n").filter((row) => row.includes("grace@") && row.includes('"action":"sign-out"')).length;
    };
    expect(await signOuts(second)).toBe(0);
    await ask("/auth/sign-out", { cookie: second, "sec-fetch-site": "same-origin" }, "POST");
    expect(await signOuts(cookieOf(await signedIn({ email: "grace@example.com" }), "__Host-plumbline"))).toBe(1);
  });

  test("never began by a cookie that somebody planted", async () => {
    const planted = `__Host-plumbline=${"A".repeat(43)}`;
    const { url, state, cookie } = await sentAway();
    const code = provider.signIn(url, { email: "ada@example.com" });
    const response = await ask(`/auth/callback?code=${code}&state=${state}`, { cookie: `${cookie}; ${planted}` });
    expect(cookieOf(response, "__Host-plumbline")).not.toBe(planted);
    expect((await ask("/api/v1/whoami", { cookie: planted })).status).toBe(401);
  });

  test("is listed for admins, without what its cookie holds, and ended by them", async () => {
    const [ada, grace] = await Promise.all(
      ["ada@example.com", "grace@example.com"].map((email) => signedIn({ email })),
    );
    if (ada === undefined || grace === undefined) throw new Error("nobody signed in");
    const [theirs, admin] = [cookieOf(ada, "__Host-plumbline"), cookieOf(grace, "__Host-plumbline")];
    const sameOrigin = { cookie: admin, "sec-fetch-site": "same-origin" };
    const text = await (await ask("/api/v1/sessions", { cookie: admin })).text();
    expect(text).not.toContain(theirs.split("=")[1]);
    const { sessions } = sessionsResponseSchema.parse(JSON.parse(text));
    const own = sessions.filter(({ who }) => who === "ada@example.com");
    expect(own.length).toBeGreaterThan(0);
    expect((await ask("/api/v1/sessions", { cookie: theirs })).status).toBe(403);
    for (const { id } of own) expect((await ask(`/api/v1/sessions/${id}`, sameOrigin, "DELETE")).status).toBe(200);
    expect((await ask("/api/v1/whoami", { cookie: theirs })).status).toBe(401);
    expect((await ask("/api/v1/sessions/none", sameOrigin, "DELETE")).status).toBe(404);
  });

  test("is over after its time and when it lay idle, and a sign-in waits ten minutes", async () => {
    const store = await createStore();
    const [hash, at, minute] = [Buffer.alloc(32, 1), Date.parse("2026-03-01T00:00:00Z"), 60_000];
    await insertSession(store.pool, { hash, who: "ada@example.com", groups: ["sre"], at, endsAt: at + 120 * minute });
    const use = (minutes: number) =>
      useSession(store.pool, hash, at + minutes * minute, { idleMs: 60 * minute, isUse: true });
    expect(await use(59)).toEqual({ who: "ada@example.com", groups: ["sre"] });
    expect(await use(118)).toEqual({ who: "ada@example.com", groups: ["sre"] });
    const seen = { idleMs: 60 * minute, isUse: false };
    expect(await useSession(store.pool, hash, at + 119 * minute, seen)).toEqual({
      who: "ada@example.com",
      groups: ["sre"],
    });
    expect(await use(121)).toBeUndefined();
    await insertSession(store.pool, {
      hash: Buffer.alloc(32, 2),
      who: "b@example.com",
      groups: [],
      at,
      endsAt: at + 900 * minute,
    });
    expect(
      await useSession(store.pool, Buffer.alloc(32, 2), at + 61 * minute, { idleMs: 60 * minute, isUse: true }),
    ).toBeUndefined();
    await insertSignIn(store.pool, hash, { verifier: "v", nonce: "n", returnTo: "/" }, at);
    expect(await takeSignIn(store.pool, hash, at + 11 * minute)).toBeUndefined();
    await store.close();
  });
});

test("a page without a session is sent to sign in, programs are told 401, health is told to all", async () => {
  const page = await ask("/groups?q=x", { accept: "text/html,*/*" });
  expect([page.status, page.headers.get("location")]).toEqual([303, "/auth/sign-in?returnTo=%2Fgroups%3Fq%3Dx"]);
  expect((await ask("/api/v1/status", { accept: "text/html" })).status).toBe(401);
  expect((await ask("/groups", { accept: "text/html", "x-goog-iap-jwt-assertion": "through.the.proxy" })).status).toBe(
    200,
  );
  expect((await ask("/healthz", { accept: "text/html" })).status).toBe(200);
});
