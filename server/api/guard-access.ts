import express, { type Request, type RequestHandler, type Router } from "express";
import type { Credentials, Identity } from "../../shared/identity.ts";
import { messageOf, PlumblineError } from "../lib/errors.ts";
import { type Audit, createAudit } from "./audit-log.ts";
import type { ApiDeps } from "./deps.ts";
import { answerErrors } from "./errors.ts";
import { permissionFor } from "./guard-reach.ts";
import { cookieFor, cookieIn, SESSION_COOKIE } from "./security-cookies.ts";
import { type Matched, ruleFor } from "./security-match.ts";

const identities = new WeakMap<Request, Identity>();

/** Who sent this request. */
export function identityOf(request: Request): Identity {
  const identity = identities.get(request);
  if (identity === undefined) throw new PlumblineError("unauthorized", "Nobody signed in for this request.");
  return identity;
}

/** Everything but the dashboard's own files and the word of health, which say nothing of anybody. */
const GUARDED = ["/api", "/ingest", "/v1", "/metrics"];

/** What stands before every route that shows or takes something. */
export function guardRoutes(deps: ApiDeps): Router {
  const routes = express.Router();
  routes.use(GUARDED, guardAccess(deps, createAudit(deps)));
  routes.use(answerErrors(deps.log));
  return routes;
}

/**
 * Lets a request pass whose sender may do what it asks. What belongs to an environment that the sender may not look at is not
 * there for them. Where nobody has to sign in, everybody is the operator, and nothing is counted against an allowance.
 */
function guardAccess({ access, now, pool, environmentsOf }: ApiDeps, audit: Audit): RequestHandler {
  return async (request, response, next) => {
    const at = now();
    const matched = ruleFor(request.method, pathOf(request));
    // Senders of entries have a limit of their own: what is at work at once. See `Admission`.
    const isCounted = !access.isOpen && matched?.rule.scope !== "logs:write";
    if (isCounted) refuseFlood(access.takeFromAddress(request.ip ?? "", at), response);
    const identity = await identify(request, response, access, audit, at).catch((error) => {
      // Whoever guesses tokens is slowed down at every door.
      if (!isCounted && isUnauthorized(error)) refuseFlood(access.takeFromAddress(request.ip ?? "", at), response);
      throw error;
    });
    if (isCounted) refuseFlood(access.takeFromIdentity(identity.who, at), response);
    identities.set(request, identity);
    const permission = await permissionFor({ pool, environmentsOf }, identity, matched);
    if (permission === "granted") return next();
    await audit.refused(request, identity, "not permitted");
    if (permission === "refused") throw new PlumblineError("forbidden", wordsFor(identity, matched));
    throw new PlumblineError("not-found", `There is no ${matched?.rule.about} ${matched?.id.slice(0, 100)}.`);
  };
}

/** The path as it was asked for, whatever router looks at it. */
export function pathOf({ originalUrl }: Request): string {
  return originalUrl.split("?", 1)[0] ?? "";
}

type Response = Parameters<RequestHandler>[1];

async function identify(
  request: Request,
  response: Response,
  access: ApiDeps["access"],
  audit: Audit,
  now: number,
): Promise<Identity> {
  const credentials = credentialsIn(request);
  const { authorization, iapAssertion, session } = credentials;
  try {
    const identity = await access.identify(credentials, now);
    if (!access.isOpen) await audit.signedIn(request, identity);
    return identity;
  } catch (error) {
    if (isUnauthorized(error)) {
      response.setHeader("www-authenticate", 'Bearer realm="plumbline"');
      // A page that is loaded again is then sent to sign in.
      if (session !== undefined) response.setHeader("set-cookie", cookieFor(SESSION_COOKIE, "", 0));
      const hasShown = authorization !== undefined || iapAssertion !== undefined;
      if (hasShown) await audit.refused(request, undefined, messageOf(error));
    }
    throw error;
  }
}

function credentialsIn(request: Request): Credentials {
  return {
    authorization: request.get("authorization"),
    iapAssertion: request.get("x-goog-iap-jwt-assertion"),
    session: cookieIn(request.get("cookie"), SESSION_COOKIE),
  };
}

/**
 * Whether the sender of a request that was let in before would still be, at `now` (milliseconds since 1970): not after the token
 * expired or was revoked, or the session ended. True while that can't be found out.
 */
export async function isStillLetIn(request: Request, access: ApiDeps["access"], now: number): Promise<boolean> {
  try {
    const { who } = await access.identify({ ...credentialsIn(request), isSeenAgain: true }, now);
    return who === identityOf(request).who;
  } catch (error) {
    return !isUnauthorized(error);
  }
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof PlumblineError && error.code === "unauthorized";
}

function refuseFlood(seconds: number, response: Response): void {
  if (seconds === 0) return;
  response.setHeader("retry-after", String(seconds));
  throw new PlumblineError("too-many", `That is more than is allowed in a minute: wait ${seconds} s.`);
}

function wordsFor({ who, role, roleIn, method, environments }: Identity, matched: Matched | undefined): string {
  const { scope, role: least, about } = matched?.rule ?? { scope: "admin", role: "admin", about: "installation" };
  if (method === "token") {
    if (environments === undefined) return `${who} lacks the scope ${scope}, which this takes.`;
    return `${who} has no access to this: it may look at ${environments.join(", ")} only, with the scope ${scope}.`;
  }
  const single = [...(roleIn ?? [])].map(([name, one]) => `${one} in ${name}`);
  const has = [...(role === undefined ? [] : [role]), ...single];
  const held = has.length === 0 ? "has no role" : `has the role ${has.join(", ")}`;
  const where = about === "installation" && single.length > 0 ? " everywhere, not in one environment" : "";
  return `${who} ${held}; this takes ${least}${where}. Roles stand under auth.roles in the configuration.`;
}
