import type { RequestHandler } from "express";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * On loopback only addresses of loopback are answered: a page elsewhere can't reach Plumbline by pointing its own name here
 * (DNS rebinding). Bound to another address, the operator's proxy decides.
 */
export function guardHost(host: string): RequestHandler {
  const isLoopback = ["127.0.0.1", "::1", "localhost"].includes(host);
  return (request, response, next) => {
    const name = (request.get("host") ?? "").replace(/:\d+$/, "").toLowerCase();
    if (!isLoopback || LOOPBACK.has(name)) return next();
    response
      .status(421)
      .type("text/plain")
      .send(`Plumbline answers at http://127.0.0.1, not for "${name.slice(0, 100)}".\n`);
  };
}
