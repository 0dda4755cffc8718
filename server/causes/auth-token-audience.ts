import type { Cause } from "../../shared/cause.ts";
import { slotOr } from "./words.ts";

/** A genuine token that was made for, or by, somebody else. */
export const tokenAudience: Cause = {
  id: "auth.token-audience",
  title: "Token is for another audience or from another issuer",
  why: "The signature holds, but the token names another receiver or issuer than this service expects. Typical after a copied setting: a token of one environment, or of another address of the same service.",
  sources: ["pyjwt:jwt/api_jwt.py", "jsonwebtoken:verify.js", "google-auth-library-nodejs:src/auth/oauth2client.ts"],
  signs: [
    {
      text: /jwt (?<claim>audience|issuer) invalid\. expected: (?<expected>[^\s,]{1,200})/,
      weight: 4,
      example: "JsonWebTokenError: jwt audience invalid. expected: https://api.shop.example",
    },
    {
      text: /Token has wrong audience (?<audience>[^\s,]{1,200}), expected (?:one of )?\[?'?(?<expected>[^\s,'\]]{1,200})/,
      weight: 4,
      slots: { claim: "audience" },
      example: "ValueError: Token has wrong audience https://a.example, expected one of ['https://b.example']",
    },
    {
      text: /Wrong recipient, payload audience != requiredAudience/,
      weight: 4,
      slots: { claim: "audience" },
      example: "Error: Wrong recipient, payload audience != requiredAudience",
    },
    {
      text: /Invalid audience|Audience doesn't match|unexpected "aud" claim value|Token has invalid audience|token has invalid audience/,
      weight: 4,
      slots: { claim: "audience" },
      example: "jwt.exceptions.InvalidAudienceError: Audience doesn't match",
    },
    {
      text: /Invalid issuer|unexpected "iss" claim value|token has invalid issuer|Wrong issuer/,
      weight: 4,
      slots: { claim: "issuer" },
      example: "jwt.exceptions.InvalidIssuerError: Invalid issuer",
    },
    {
      exception: /(?:^|\.)InvalidAudienceError$/,
      weight: 4,
      slots: { claim: "audience" },
      example: "jwt.InvalidAudienceError: x",
    },
    {
      exception: /(?:^|\.)InvalidIssuerError$/,
      weight: 4,
      slots: { claim: "issuer" },
      example: "jwt.InvalidIssuerError: x",
    },
  ],
  headline: (slots) => `Tokens name another ${slotOr(slots, "claim", "audience")} than this service expects`,
  component: (slots) => `token ${slotOr(slots, "claim", "audience")} settings`,
  echoes: ["code.unhandled-exception"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: (slots) =>
    `The ${slotOr(slots, "claim", "audience")} in the caller's token is not the one that this service is set to accept${slots.expected === undefined ? "" : ` (${slots.expected})`}, so the request is refused before its handler runs.`,
  systemic: [
    {
      question: "Why do caller and service name different values?",
      candidates: ["The value is set by hand per environment, and one side was changed alone."],
    },
    {
      question: "Why was it not seen before traffic came?",
      candidates: ["No probe calls the service as the real caller after a deploy."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Accept both values for a while",
      detail: () =>
        "Verification libraries take a list: accept the old and the new value until every caller has changed.",
      criterion: "recurrence",
    },
    {
      kind: "fix",
      title: (slots) => `Set the same ${slotOr(slots, "claim", "audience")} on both sides`,
      detail: () =>
        "Decode one refused token (its middle part is base64url JSON; do not paste it into websites) and compare aud and iss with the service's settings. For Cloud Run the audience is the service's own URL.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "Call the service as the real caller",
      detail: () =>
        'curl -fsS -H "Authorization: Bearer $(gcloud auth print-identity-token --audiences=SERVICE_URL --impersonate-service-account=CALLER)" SERVICE_URL/ROUTE',
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Derive the value from one source",
      detail: () =>
        "Let both sides read issuer and audience from the same versioned configuration, and compare them per environment in CI.",
    },
  ],
};
