import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { encode, type Issuer, startIssuer } from "./issuer.ts";

export type Provider = {
  issuer: string;
  /** Stands for a person who signs in at the provider: the code for what the browser was sent with. */
  signIn: (authorizationUrl: string, claims: object) => string;
  close: () => Promise<void>;
};

export const CLIENT = { clientId: "plumbline", clientSecret: "not so secret" };

/** A provider of OpenID Connect on loopback that holds clients to PKCE, one code at a time. */
export async function startProvider(): Promise<Provider> {
  const keys: Issuer = await startIssuer();
  const codes = new Map<string, { challenge: string; redirectUri: string; token: string }>();
  let issuer = "";
  const server = createServer(async (request, response) => {
    if (request.url === "/.well-known/openid-configuration") {
      const endpoints = { authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` };
      return void response.end(JSON.stringify({ issuer, ...endpoints, jwks_uri: keys.jwksUrl }));
    }
    const form = new URLSearchParams(await textOf(request));
    const known = codes.get(form.get("code") ?? "");
    codes.delete(form.get("code") ?? "");
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const isRight =
      known !== undefined &&
      known.challenge === challenge &&
      known.redirectUri === form.get("redirect_uri") &&
      form.get("client_secret") === CLIENT.clientSecret;
    response
      .writeHead(isRight ? 200 : 400)
      .end(JSON.stringify(isRight ? { id_token: known.token } : { error: "invalid_grant" }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  issuer = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
  return {
    issuer,
    signIn(authorizationUrl, claims) {
      const { searchParams } = new URL(authorizationUrl);
      const code = encode({ n: codes.size, state: searchParams.get("state") });
      codes.set(code, {
        challenge: searchParams.get("code_challenge") ?? "",
        redirectUri: searchParams.get("redirect_uri") ?? "",
        token: keys.google({ iss: issuer, aud: CLIENT.clientId, nonce: searchParams.get("nonce"), ...claims }),
      });
      return code;
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
      await keys.close();
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
