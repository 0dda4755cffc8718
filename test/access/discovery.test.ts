import { once } from "node:events";
import { createServer } from "node:http";
import { expect, test } from "vitest";
import { createDiscovery } from "../../server/access/oidc/discovery.ts";

test("a provider that states another issuer than the configured one is not asked for anything", async () => {
  const server = createServer((_request, response) => {
    const endpoints = { authorization_endpoint: "https://a.example/a", token_endpoint: "https://a.example/t" };
    response.end(JSON.stringify({ issuer: "https://another.example", ...endpoints, jwks_uri: "https://a.example/k" }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const issuer = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;

  await expect(createDiscovery(issuer)(Date.now())).rejects.toThrow("it states another issuer");
  server.close();
});
