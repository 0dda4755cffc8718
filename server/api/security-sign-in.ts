import { createHash, randomBytes } from "node:crypto";
import express, { type Request, type RequestHandler, type Router } from "express";
import { z } from "zod";
import { MINUTE, SECOND } from "../../shared/time.ts";
import { messageOf, PlumblineError } from "../lib/errors.ts";
import { addAuditRow, type NewAuditRow } from "../store/audit.ts";
import { deleteSession, insertSession, insertSignIn, takeSignIn } from "../store/sessions.ts";
import type { ApiDeps } from "./deps.ts";
import { answerErrors } from "./errors.ts";
import type { OidcDeps } from "./guard-deps.ts";
import { guardWrites } from "./guard-writes.ts";
import { cookieFor, cookieIn, SESSION_COOKIE, SIGN_IN_COOKIE } from "./security-cookies.ts";
import { answerInPage } from "./security-sign-in-page.ts";

const SIGN_IN_SECONDS = (10 * MINUTE) / SECOND;

const callbackSchema = z.object({ code: z.string().min(1).max(4000), state: z.string().min(20).max(200) });

/** Signing in and out in a browser; nothing where no provider is configured. Pages without a session are sent to sign in. */
export function signInRoutes(deps: ApiDeps): Router {
  const routes = express.Router();
  const { oidc } = deps.access;
  if (oidc === undefined) return routes;
  routes.use("/auth", refuseFlood(deps));
  routes.get("/auth/sign-in", begin(deps, oidc));
  routes.get("/auth/callback", finish(deps, oidc));
  routes.post("/auth/sign-out", guardWrites, signOut(deps));
  routes.get("/{*page}", sendToSignIn);
  routes.use(answerInPage(deps.log), answerErrors(deps.log));
  return routes;
}

function begin({ pool, now }: ApiDeps, oidc: OidcDeps): RequestHandler {
  return async (request, response) => {
    const at = now();
    const { url, state, verifier, nonce } = await oidc.begin(at);
    await insertSignIn(pool, hashOf(state), { verifier, nonce, returnTo: localPath(request.query.returnTo) }, at);
    response.setHeader("set-cookie", cookieFor(SIGN_IN_COOKIE, state, SIGN_IN_SECONDS));
    response.setHeader("cache-control", "no-store");
    response.redirect(303, url);
  };
}

/** The state has to be the one that this very browser was sent away with, and it is taken once. */
function finish(deps: ApiDeps, oidc: OidcDeps): RequestHandler {
  return async (request, response) => {
    const at = deps.now();
    const { code, state } = await orNoted(deps, request, async () => callbackOf(request));
    const begun = await takeSignIn(deps.pool, hashOf(state), at);
    const { email, groups } = await orNoted(deps, request, async () => {
      if (begun === undefined) throw new PlumblineError("unauthorized", "This sign-in took too long: begin again.");
      return oidc.finish({ code, verifier: begun.verifier, nonce: begun.nonce }, at);
    });
    const session = randomBytes(32).toString("base64url");
    const endsAt = at + oidc.absoluteMs;
    await insertSession(deps.pool, { hash: hashOf(session), who: email, groups, at, endsAt });
    await endOwnSession(deps, request);
    await note(deps, request, { who: email, method: "oidc", action: "sign-in", outcome: "done", detail: null });
    response.setHeader("set-cookie", [
      cookieFor(SESSION_COOKIE, session, oidc.absoluteMs / SECOND),
      cookieFor(SIGN_IN_COOKIE, "", 0),
    ]);
    response.setHeader("cache-control", "no-store");
    response.redirect(303, begun?.returnTo ?? "/");
  };
}

/** The session that a browser came with, if it has one. Whose it was. */
async function endOwnSession({ pool }: ApiDeps, request: Request): Promise<string | undefined> {
  const session = cookieIn(request.get("cookie"), SESSION_COOKIE);
  return session === undefined ? undefined : deleteSession(pool, hashOf(session));
}

function signOut(deps: ApiDeps): RequestHandler {
  return async (request, response) => {
    const who = await endOwnSession(deps, request);
    if (who !== undefined) {
      await note(deps, request, { who, method: "oidc", action: "sign-out", outcome: "done", detail: null });
    }
    response.setHeader("set-cookie", cookieFor(SESSION_COOKIE, "", 0));
    response.setHeader("clear-site-data", '"cache", "storage"');
    response.json({});
  };
}

/** Pages, not what pages ask for: those are told 401. Whoever comes through Identity-Aware Proxy has signed in there. */
const sendToSignIn: RequestHandler = (request, response, next) => {
  const isPage =
    request.accepts(["json", "html"]) === "html" &&
    !/^\/(?:api|assets|ingest|v1|metrics|healthz|readyz)\b/i.test(request.path);
  const hasSession = cookieIn(request.get("cookie"), SESSION_COOKIE) !== undefined;
  if (!isPage || hasSession || request.get("x-goog-iap-jwt-assertion") !== undefined) return next();
  response.setHeader("cache-control", "no-store");
  response.redirect(303, `/auth/sign-in?returnTo=${encodeURIComponent(localPath(request.originalUrl))}`);
};

function callbackOf(request: Request): z.infer<typeof callbackSchema> {
  const given = callbackSchema.safeParse(request.query);
  const sentWith = cookieIn(request.get("cookie"), SIGN_IN_COOKIE);
  if (given.success && sentWith !== undefined && hashOf(sentWith).equals(hashOf(given.data.state))) return given.data;
  throw new PlumblineError("unauthorized", "This sign-in was not begun in this browser, or was refused: begin again.");
}

async function orNoted<T>(deps: ApiDeps, request: Request, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const detail = messageOf(error);
    await note(deps, request, { who: "nobody", method: "none", action: "sign-in", outcome: "refused", detail });
    throw error;
  }
}

function note(
  { pool, now }: ApiDeps,
  request: Request,
  row: Pick<NewAuditRow, "who" | "method" | "action" | "outcome" | "detail">,
): Promise<void> {
  return addAuditRow(pool, { ...row, at: now(), address: request.ip ?? null, target: request.path });
}

function refuseFlood({ access, now }: ApiDeps): RequestHandler {
  return (request, response, next) => {
    const seconds = access.takeFromAddress(request.ip ?? "", now());
    if (seconds === 0) return next();
    response.setHeader("retry-after", String(seconds));
    throw new PlumblineError("too-many", `That is more than is allowed in a minute: wait ${seconds} s.`);
  };
}

/** A path of ours, so that nobody can be sent elsewhere after signing in. */
function localPath(given: unknown): string {
  return typeof given === "string" && /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]{0,1000}$/.test(given) ? given : "/";
}

function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
