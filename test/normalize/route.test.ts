import { expect, test } from "vitest";
import { environmentOfProject } from "../../server/normalize/environment.ts";
import { routeOf } from "../../server/normalize/requests/route.ts";

test.each([
  ["/api/mcp/servers", "/api/mcp/servers"],
  ["/v1/orders/4711?x=1#y", "/v1/orders/:id"],
  ["https://x.run.app/users/8d73933f-0000-4000-a000-000000000001/profile", "/users/:id/profile"],
  ["/commit/a94a8fe5ccb19ba61c4c0873d391e987982fbbd3", "/commit/:id"],
  ["/u/anna.b@example.com/mail", "/u/:id/mail"],
  ["/u/anna%40example.com", "/u/:id"],
  ["/assets/d41d8cd9.js", "/assets/:id.js"],
  ["/reports/2026-01", "/reports/:id"],
  ["/t/eyJhbGciOiJIUzI1NiJ9eyJzdWIiOiIxMjM0NTY3ODkwIn0", "/t/:id"],
  ["/api/v2/health", "/api/v2/health"],
  ["/oauth2/callback", "/oauth2/callback"],
  ["/a/long-but-readable-article-name", "/a/long-but-readable-article-name"],
  ["https://x.run.app", "/"],
  ["", "/"],
  ["/x\u0000\u001by", "/xy"],
  [`/${"a/".repeat(500)}`, `/${"a/".repeat(29)}`.slice(0, -1)],
])("the route of %s is %s", (path, route) => {
  expect(routeOf(path)).toBe(route);
});

test.each([
  ["my-shop-staging", "staging"],
  ["acme-prod-417203", "production"],
  ["prod-shop", "production"],
  ["shop_dev", "development"],
  ["shop", "shop"],
  ["", "unknown"],
])("without a configuration project %j is environment %s", (project, environment) => {
  expect(environmentOfProject(project)).toBe(environment);
});
