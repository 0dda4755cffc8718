import type { RequestHandler } from "express";
import { PlumblineError } from "../lib/errors.ts";

const READS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Refuses changes that another site's page asks a browser for: by Fetch Metadata, and where a browser sends none, by Origin.
 * https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html
 */
export const guardWrites: RequestHandler = (request, _response, next) => {
  if (READS.has(request.method)) return next();
  const site = request.get("sec-fetch-site");
  const isForeign =
    site === undefined
      ? isForeignOrigin(request.get("origin"), request.get("host"))
      : !["same-origin", "none"].includes(site);
  if (isForeign)
    throw new PlumblineError(
      "forbidden",
      "Changes are taken from Plumbline's own pages and from programs, not from other sites.",
    );
  const hasBody = request.get("content-length") !== undefined && request.get("content-length") !== "0";
  if (hasBody && request.is("application/json") === false) {
    throw new PlumblineError(
      "bad-input",
      `The content type is "${request.get("content-type") ?? "none"}": expected application/json.`,
    );
  }
  next();
};

/** Programs send no Origin. */
function isForeignOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}
