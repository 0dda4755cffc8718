import type { RequestHandler } from "express";

const ONE_YEAR_SECONDS = 31_536_000;

/**
 * Headers of every answer: nothing is framed, sniffed, kept by caches, or read from another site; the dashboard sets a policy and
 * times of its own.
 * HSTS only where the request came over TLS, as the proxies that the configuration trusts say.
 * https://owasp.org/www-project-secure-headers/
 */
export const securityHeaders: RequestHandler = (request, response, next) => {
  response.setHeader("content-security-policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'");
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("referrer-policy", "no-referrer");
  response.setHeader("cross-origin-opener-policy", "same-origin");
  response.setHeader("cross-origin-resource-policy", "same-origin");
  response.setHeader("x-frame-options", "DENY");
  response.setHeader("cache-control", "no-store");
  if (request.secure) {
    response.setHeader("strict-transport-security", `max-age=${ONE_YEAR_SECONDS}; includeSubDomains`);
  }
  next();
};
