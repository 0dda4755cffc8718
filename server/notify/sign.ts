import { createHmac, createPrivateKey, sign as signEd25519 } from "node:crypto";

/** What a signature is over. */
export type Signed = { id: string; timestampSeconds: number; body: string };

/** The DER header of an ed25519 private key, before its 32-byte seed. https://www.rfc-editor.org/rfc/rfc8410#section-7 */
const ED25519_HEADER = Buffer.from("302e020100300506032b657004220420", "hex");

/**
 * The headers of Standard Webhooks 1.0 for one attempt: one signature per secret, `v1` (HMAC-SHA256) for `whsec_…`,
 * `v1a` (ed25519) for `whsk_…`. https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signatureHeaders(signed: Signed, secrets: readonly string[]): Record<string, string> {
  return {
    "webhook-id": signed.id,
    "webhook-timestamp": String(signed.timestampSeconds),
    "webhook-signature": secrets.map((secret) => signatureOf(signed, secret)).join(" "),
  };
}

function signatureOf({ id, timestampSeconds, body }: Signed, secret: string): string {
  const content = `${id}.${timestampSeconds}.${body}`;
  const key = Buffer.from(secret.replace(/^whs(ec|k)_/, ""), "base64");
  if (!secret.startsWith("whsk_")) return `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
  const privateKey = createPrivateKey({ key: Buffer.concat([ED25519_HEADER, key]), format: "der", type: "pkcs8" });
  return `v1a,${signEd25519(null, Buffer.from(content), privateKey).toString("base64")}`;
}
