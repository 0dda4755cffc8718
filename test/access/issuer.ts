import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";

export type Issuer = {
  /** Where its public keys are. */
  jwksUrl: string;
  /** A token that IAP would sign for this audience, but for what `claims` and `header` say. */
  iap: (claims?: object, header?: object, key?: KeyObject) => string;
  /** An ID token that Google would sign. */
  google: (claims?: object, header?: object, key?: KeyObject) => string;
  /** How often the keys were asked for. */
  asked: () => number;
  close: () => Promise<void>;
};

export const IAP_AUDIENCE = "/projects/1234/global/backendServices/5678";
export const GOOGLE_AUDIENCE = "https://plumbline.example";

const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** Keys that no issuer knows. */
export const STRANGE = {
  ec: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey,
  rsa: generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey,
  /** The public key's text as a shared secret: what a careless verifier takes for HS256. */
  rsaPublicPem: rsa.publicKey.export({ type: "spki", format: "pem" }),
};

/** An issuer of IAP's and Google's tokens with keys of its own, its key set on loopback. */
export async function startIssuer(): Promise<Issuer> {
  let asked = 0;
  const keys = [
    { ...ec.publicKey.export({ format: "jwk" }), kid: "ec1", alg: "ES256", use: "sig" },
    { ...rsa.publicKey.export({ format: "jwk" }), kid: "rsa1", alg: "RS256", use: "sig" },
  ];
  const server = createServer((_request, response) => {
    asked += 1;
    response.end(JSON.stringify({ keys }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    jwksUrl: `http://127.0.0.1:${port}/keys`,
    iap: (claims = {}, header = {}, key = ec.privateKey) =>
      signJwt(
        { alg: "ES256", typ: "JWT", kid: "ec1", ...header },
        {
          iss: "https://cloud.google.com/iap",
          aud: IAP_AUDIENCE,
          ...times(),
          email: "ada@example.com",
          sub: "1",
          ...claims,
        },
        key,
      ),
    google: (claims = {}, header = {}, key = rsa.privateKey) =>
      signJwt(
        { alg: "RS256", typ: "JWT", kid: "rsa1", ...header },
        {
          iss: "https://accounts.google.com",
          aud: GOOGLE_AUDIENCE,
          ...times(),
          email: "robot@p.iam.gserviceaccount.com",
          email_verified: true,
          sub: "2",
          ...claims,
        },
        key,
      ),
    asked: () => asked,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

export function seconds(): number {
  return Math.floor(Date.now() / 1000);
}

function times(): { iat: number; exp: number } {
  return { iat: seconds() - 5, exp: seconds() + 300 };
}

export function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function signJwt(header: object, claims: object, key: KeyObject): string {
  const text = `${encode(header)}.${encode(claims)}`;
  const isEc = key.asymmetricKeyType === "ec";
  const signature = sign("sha256", Buffer.from(text), isEc ? { key, dsaEncoding: "ieee-p1363" } : key);
  return `${text}.${signature.toString("base64url")}`;
}
