import type { Router } from "express";

/** Every route that a router answers, as `GET /incidents/:id`, those of routers within it included. */
export function routesIn(router: Pick<Router, "stack">): string[] {
  return router.stack.flatMap((layer) => {
    if (layer.route !== undefined) {
      const { path, stack } = layer.route;
      return [...new Set(stack.map(({ method }) => `${method.toUpperCase()} ${path}`))];
    }
    const { handle } = layer;
    return "stack" in handle && Array.isArray(handle.stack) ? routesIn({ stack: handle.stack }) : [];
  });
}
