import type { Cause } from "../../shared/cause.ts";
import { DESCRIBE_SERVICE, shellWord, slotOr, TRAFFIC_BACK } from "./words.ts";

/** A variable or secret that the app needs and that this revision does not have. */
export const missingSecret: Cause = {
  id: "config.missing-secret",
  title: "Secret or variable is missing",
  why: "The revision runs without a setting that the code needs: it was not mounted, has another name, has no version, or is empty. What then fails is wherever the setting is first used.",
  sources: [
    "node-postgres:packages/pg/lib/crypto/sasl.js",
    "postgres:src/interfaces/libpq/fe-auth.c",
    "https://cloud.google.com/run/docs/configuring/services/secrets",
    "pydantic:pydantic-core/src/errors/types.rs",
  ],
  signs: [
    {
      text: /client password must be a (?:non-empty )?string/,
      weight: 4,
      slots: { secret: "database password" },
      example: "SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string",
    },
    {
      text: /fe_sendauth: no password supplied|no password was provided/,
      weight: 4,
      slots: { secret: "database password" },
      example: 'connection to server at "10.1.0.3", port 5432 failed: fe_sendauth: no password supplied',
    },
    {
      text: /[Ss]ecret \[?(?:projects\/[\w-]{1,60}\/secrets\/)?(?<secret>[\w-]{1,255})(?:\/versions\/\w{1,20})?\]? (?:was )?not found/,
      weight: 4,
      example: "Secret projects/123/secrets/DATABASE_URL/versions/latest was not found",
    },
    {
      text: /\bsecrets? "(?<secret>[\w.-]{1,253})" not found|CreateContainerConfigError/,
      weight: 3,
      example: 'Error: secret "database-url" not found',
    },
    {
      text: /Environment variable not found: (?<secret>\w{1,100})/,
      weight: 4,
      example: "error: Environment variable not found: DATABASE_URL.",
    },
    {
      text: /KeyError: ['"](?<secret>[A-Z][A-Z0-9]{0,40}_[A-Z0-9_]{1,60})['"]/,
      weight: 3,
      example: "KeyError: 'DATABASE_URL'",
    },
    {
      text: /[Ee]nv(?:ironment)? var(?:iable)?:? ['"`]?(?<secret>[A-Z][A-Z0-9_]{2,80})['"`]? (?:is )?(?:not set|not defined|undefined|missing|must be set|required)/,
      weight: 3,
      example: "RuntimeError: Environment variable JWT_SECRET is not set",
    },
    {
      text: /\b(?<secret>[A-Z][A-Z0-9]{0,40}_[A-Z0-9_]{1,60}) (?:environment variable |env var )?(?:is not set|is not defined|is missing|is required|must be set|not set in)/,
      weight: 3,
      example: "ValueError: STRIPE_KEY environment variable is required",
    },
    {
      text: /[Mm]issing (?:required )?(?:env(?:ironment)? var(?:iable)?s?|secrets?|configuration):? ['"`]?(?<secret>[A-Z][A-Z0-9_]{2,80})/,
      weight: 3,
      example: "Error: Missing required environment variable: STRIPE_KEY",
    },
    {
      text: /validation errors? for \w{0,60}(?:Settings|Config)\w{0,60}\n(?<secret>\w{1,100})\n\s{1,8}Field required/,
      weight: 4,
      example:
        "pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings\ndatabase_url\n  Field required [type=missing]",
    },
    {
      text: /The (?<secret>[A-Z_]{3,60}) setting must not be empty/,
      weight: 4,
      example: "django.core.exceptions.ImproperlyConfigured: The SECRET_KEY setting must not be empty.",
    },
    {
      text: /secretOrPrivateKey must have a value/,
      weight: 4,
      slots: { secret: "token signing key" },
      example: "Error: secretOrPrivateKey must have a value",
    },
    {
      text: /Could not resolve placeholder '(?<secret>[\w.-]{1,100})' in value/,
      weight: 4,
      example: `java.lang.IllegalArgumentException: Could not resolve placeholder 'spring.datasource.password' in value "x"`,
    },
  ],
  headline: (slots) => `${slotOr(slots, "secret", "A setting")} is missing in this revision`,
  component: () => "service settings and secrets",
  echoes: ["boot.container-not-listening", "auth.database-password", "auth.system-user", "code.unhandled-exception"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: (slots) =>
    `The revision runs without ${slotOr(slots, "secret", "a setting that the code needs")}, and the code fails where it first uses it.`,
  systemic: [
    {
      question: "Why does this revision lack the setting?",
      candidates: [
        "The setting was added to the code and not to this environment.",
        "The mount was dropped or renamed by a deploy that replaces all settings.",
      ],
    },
    {
      question: "Why did the service start without it?",
      candidates: ["Settings are not validated at start, before the revision takes traffic."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Send traffic back to the last revision that had the setting",
      detail: () => TRAFFIC_BACK,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: (slots) => `Mount ${slotOr(slots, "secret", "the missing setting")}`,
      detail: (slots) =>
        `See what the revision has: ${DESCRIBE_SERVICE}. Then: gcloud run services update SERVICE --region REGION --update-secrets ${shellWord(`${variableName(slots)}=SECRET_NAME:latest`)}`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See the failing route answer",
      detail: () => "Call the route that failed and expect 2xx.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Validate all settings at start",
      detail: () =>
        "Read every setting once in one place when the process starts; end with a list of the missing names before the server listens. Compare the list with each environment in CI.",
    },
  ],
};

/** The slot where it looks like a variable's name, else a placeholder. */
function variableName(slots: Record<string, string>): string {
  return /^[A-Z][A-Z0-9_]*$/.test(slots.secret ?? "") ? slotOr(slots, "secret", "VARIABLE") : "VARIABLE";
}
