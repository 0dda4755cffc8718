import type { Cause } from "../../shared/cause.ts";
import type { Slots } from "../../shared/group.ts";
import { slotOr } from "./words.ts";

/** A token whose signature cannot be verified, or that is no token. */
export const tokenSignature: Cause = {
  id: "auth.token-signature",
  title: "Token signature cannot be verified",
  why: "The token was signed with another key than this service verifies with (another environment, or one side of a rotation), or what came is no token at all.",
  sources: [
    "pyjwt:jwt/api_jws.py",
    "jsonwebtoken:verify.js",
    "golang-jwt:errors.go",
    "https://datatracker.ietf.org/doc/html/rfc7515",
  ],
  signs: [
    {
      text: /Signature verification failed|signature verification failed/,
      weight: 4,
      slots: { problem: "signature" },
      example: "jwt.exceptions.InvalidSignatureError: Signature verification failed",
    },
    {
      text: /JsonWebTokenError: invalid signature|token signature is invalid|JWT signature does not match|Could not verify token signature|Invalid token signature/,
      weight: 4,
      slots: { problem: "signature" },
      example: "JsonWebTokenError: invalid signature",
    },
    {
      text: /Not enough segments|jwt malformed|Wrong number of segments in token|token is malformed|Invalid Compact JWS/,
      weight: 4,
      slots: { problem: "not a token" },
      example: "jwt.exceptions.DecodeError: Not enough segments",
    },
    {
      text: /Unable to find a signing key that matches|no applicable key found in the JSON Web Key Set|Certificate for key id [\w-]{1,100} not found|No PEM found for envelope/,
      weight: 4,
      slots: { problem: "unknown key" },
      example: 'jwt.exceptions.PyJWKClientError: Unable to find a signing key that matches: "abc"',
    },
    {
      text: /The specified alg value is not allowed|JsonWebTokenError: invalid algorithm|signing method \w{1,20} is invalid/,
      weight: 4,
      slots: { problem: "algorithm" },
      example: "jwt.exceptions.InvalidAlgorithmError: The specified alg value is not allowed",
    },
    {
      exception: /(?:^|\.)(?:InvalidSignatureError|JWSSignatureVerificationFailed|SignatureException)$/,
      weight: 4,
      slots: { problem: "signature" },
      example: "jwt.InvalidSignatureError: x",
    },
    { exception: /(?:^|\.)JsonWebTokenError$/, weight: 2, example: "JsonWebTokenError: refused" },
  ],
  headline,
  component: () => "token signing keys",
  echoes: ["code.unhandled-exception"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: (slots) =>
    slots.problem === "not a token"
      ? "What the caller sends as a token does not have the form of one, so it cannot be verified."
      : "The key that signed the tokens is not the key that this service verifies with, so every such request is refused.",
  systemic: [
    {
      question: "Why do signer and verifier hold different keys?",
      candidates: [
        "The key was rotated on one side first, without an overlap.",
        "The signing secret of each environment is set by hand.",
      ],
    },
    {
      question: "Why was it not seen before traffic came?",
      candidates: ["No probe calls the service with a real token after a rotation or a deploy."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Verify with the old key as well",
      detail: () =>
        "Accept both keys until the longest-lived token of the old key has ended; where keys come from a JWKS address, drop its cache.",
      criterion: "recurrence",
    },
    {
      kind: "fix",
      title: () => "Give both sides the same key version",
      detail: () =>
        "Compare the secret version that each service mounts (gcloud run services describe SERVICE --region REGION), or the token's kid with the keys at the JWKS address; deploy the older side.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "Call the service with a fresh token",
      detail: () => "Log in anew and call the route that failed; expect 2xx.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Rotate with an overlap",
      detail: () =>
        "Publish the new key, wait until every verifier has it, then sign with it; retire the old one last. Name keys by kid.",
    },
  ],
};

function headline(slots: Slots): string {
  const problem = slotOr(slots, "problem", "signature");
  if (problem === "not a token") return "Tokens cannot be verified: what comes is no token";
  if (problem === "unknown key") return "Tokens cannot be verified: they were signed with a key that is not known here";
  if (problem === "algorithm") return "Tokens cannot be verified: their algorithm is not allowed";
  return "Tokens cannot be verified: the signature does not match";
}
