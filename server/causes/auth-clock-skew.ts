import type { Cause } from "../../shared/cause.ts";

/** A token from the future: one of two clocks is wrong. */
export const clockSkew: Cause = {
  id: "auth.clock-skew",
  title: "Clocks disagree about a token",
  why: "The token says it was issued, or begins, after the time of the one who checks it. One of the two clocks is off, or the check allows no leeway for the few seconds between machines.",
  sources: [
    "pyjwt:jwt/api_jwt.py",
    "google-auth:google/auth/jwt.py",
    "https://datatracker.ietf.org/doc/html/rfc7519#section-4.1.5",
  ],
  signs: [
    {
      text: /The token is not yet valid \((?<claim>iat|nbf)\)/,
      weight: 4,
      example: "jwt.exceptions.ImmatureSignatureError: The token is not yet valid (iat)",
    },
    {
      text: /Token used too early/,
      weight: 4,
      example:
        "google.auth.exceptions.InvalidValue: Token used too early, 1700000000 < 1700000002. Check that your computer's clock is set correctly.",
    },
    { text: /jwt not active/, weight: 4, slots: { claim: "nbf" }, example: "NotBeforeError: jwt not active" },
    { text: /[Tt]oken used before issued|token is not valid yet/, weight: 4, example: "token used before issued" },
    {
      text: /must be a short-lived token \(60 minutes\) and in a reasonable timeframe/,
      weight: 4,
      example:
        "invalid_grant: Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.",
    },
    {
      text: /"(?<claim>nbf|iat)" claim timestamp check failed/,
      weight: 4,
      example: 'JWTClaimValidationFailed: "nbf" claim timestamp check failed',
    },
    {
      exception: /(?:^|\.)(?:ImmatureSignatureError|NotBeforeError|PrematureJwtException)$/,
      weight: 4,
      example: "jwt.ImmatureSignatureError: not yet",
    },
  ],
  headline: (slots) => `Tokens are refused as not yet valid${slots.claim === undefined ? "" : ` (${slots.claim})`}`,
  component: () => "clocks of issuer and verifier",
  echoes: ["auth.token-expired", "code.unhandled-exception"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: () =>
    "The clock of the issuer runs ahead of the verifier's, and the check allows less leeway than the difference, so tokens are refused in their first seconds.",
  systemic: [
    {
      question: "Why do the clocks differ by more than the leeway?",
      candidates: [
        "The check allows no leeway at all.",
        "One machine takes its time from nowhere, as after a long suspension.",
      ],
    },
    { question: "Why was that not seen before?", candidates: ["Issuer and verifier run on one machine in tests."] },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Allow a leeway of a few seconds",
      detail: () =>
        "PyJWT: decode(..., leeway=10); jsonwebtoken: clockTolerance: 10; google-auth: clock_skew_in_seconds=10.",
      criterion: "recurrence",
    },
    {
      kind: "fix",
      title: () => "Set both clocks by the same source",
      detail: () =>
        "On machines of your own: chronyc tracking must show an offset below 0.1 s. On Cloud Run the clock is kept by the platform: then look at the issuer.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See fresh tokens accepted",
      detail: () => "Issue a token and use it at once, twenty times; none may be refused.",
      criterion: "recurrence",
    },
    {
      kind: "prevent",
      title: () => "Alert on the offset, and keep the leeway in one place",
      detail: () =>
        "Export the clock offset as a metric, and let every service verify tokens through one shared function with its leeway.",
    },
  ],
};
