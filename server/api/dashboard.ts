import express, { type RequestHandler, type Router } from "express";
import { PlumblineError } from "../lib/errors.ts";
import { compressedAssets } from "./compress.ts";

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  // The preview of a report, which has a policy of its own.
  "frame-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** The built dashboard in `directory`: assets by their hashed names, the page itself for every other address that is read. */
export function dashboard(directory: string): Router {
  const routes = express.Router();
  routes.use((_request, response, next) => {
    response.setHeader("content-security-policy", POLICY);
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("referrer-policy", "no-referrer");
    response.setHeader("cross-origin-opener-policy", "same-origin");
    // Files of the dashboard say nothing of anybody, and are told how long they hold below.
    response.removeHeader("cache-control");
    next();
  });
  routes.use("/assets", compressedAssets(`${directory}/assets`));
  routes.use("/assets", express.static(`${directory}/assets`, { immutable: true, maxAge: "1y" }), noSuchFile);
  routes.use(express.static(directory, { index: false }));
  routes.get("/{*path}", (_request, response) => {
    response.setHeader("cache-control", "no-cache");
    response.sendFile("index.html", { root: directory });
  });
  return routes;
}

/** A page that was loaded before an update asks for files that are no more. */
const noSuchFile: RequestHandler = () => {
  throw new PlumblineError("not-found", "There is no such file: load the page again.");
};
