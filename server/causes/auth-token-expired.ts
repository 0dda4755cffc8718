import type { Cause } from "../../shared/cause.ts";

/** Tokens past their end are still being sent. */
export const tokenExpired: Cause = {
  id: "auth.token-expired",
  title: "Token has expired",
  why: "A client sends a token after its end. A few from many clients are ordinary; the same caller over and over is one whose refresh does not work. Where fresh tokens are refused too, suspect the clock.",
  sources: ["pyjwt:jwt/api_jwt.py", "google-auth:google/auth/jwt.py", "jsonwebtoken:verify.js"],
  signs: [
    {
      text: /Signature has expired/,
      weight: 4,
      example: "jwt.exceptions.ExpiredSignatureError: Signature has expired",
    },
    { text: /jwt expired|JWT expired at/, weight: 4, example: "TokenExpiredError: jwt expired" },
    {
      text: /[Tt]oken (?:is|has) expired|Token expired, /,
      weight: 3,
      example: "token has invalid claims: token is expired",
    },
    {
      text: /"exp" claim timestamp check failed/,
      weight: 4,
      example: 'JWTExpired: "exp" claim timestamp check failed',
    },
    {
      exception: /(?:^|\.)(?:ExpiredSignatureError|TokenExpiredError|ExpiredJwtException|JWTExpired|ERR_JWT_EXPIRED)$/,
      weight: 4,
      example: "jwt.ExpiredSignatureError: expired",
    },
  ],
  headline: () => "Requests carry tokens that have expired",
  component: () => "token refresh of the caller",
  echoes: ["code.unhandled-exception"],
  alternatives: ["auth.clock-skew"],
  questions: () => [],
  weigh: () => undefined,
  mechanism: () =>
    "The caller goes on sending a token after its end instead of fetching a new one, and each request with it is refused.",
  systemic: [
    {
      question: "Why does the caller not fetch a new token?",
      candidates: [
        "The refresh fails or is never tried, and the caller keeps the old token.",
        "The lifetime was shortened without the caller knowing.",
      ],
    },
    { question: "Why was that not seen before?", candidates: ["No test runs longer than a token lives."] },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Give the caller a fresh token",
      detail: () => "Restart the caller or end its session so that it logs in anew.",
      criterion: "recurrence",
    },
    {
      kind: "fix",
      title: () => "Refresh before the end, and once after a refusal",
      detail: () =>
        "Fetch a new token when less than a minute is left; on 401 fetch once and repeat the request once. Answer 401, not 500, where a token has expired.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "Watch one full lifetime pass",
      detail: () => "After the token's lifetime (claim exp minus iat) no expired token of this caller may be seen.",
      criterion: "recurrence",
    },
    {
      kind: "prevent",
      title: () => "Test the refresh with tokens that live seconds",
      detail: () => "Add a test in which the token ends between two requests, and count refusals by caller.",
    },
  ],
};
