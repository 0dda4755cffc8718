import type { Cause } from "../../shared/cause.ts";
import { DESCRIBE_SERVICE } from "./words.ts";

/** No credentials of the platform's account can be found. */
export const defaultCredentialsMissing: Cause = {
  id: "auth.default-credentials-missing",
  title: "Default credentials are missing",
  why: "The Google client found neither a credentials file nor the metadata server. On Cloud Run and GKE the metadata server always exists: a proxy, an egress rule or a host override keeps the app from it. Elsewhere nobody logged in.",
  sources: [
    "google-auth:google/auth/_default.py",
    "google-auth:google/auth/compute_engine/_metadata.py",
    "google-auth-library-nodejs:src/auth/googleauth.ts",
  ],
  signs: [
    {
      text: /Your default credentials were not found/,
      weight: 4,
      example:
        "google.auth.exceptions.DefaultCredentialsError: Your default credentials were not found. To set up Application Default Credentials, see https://cloud.google.com/docs/authentication",
    },
    {
      text: /Could not (?:load the default credentials|automatically determine credentials)/,
      weight: 4,
      example: "Error: Could not load the default credentials. Browse to https://cloud.google.com/docs/authentication",
    },
    {
      text: /Failed to retrieve [^\n]{1,200} from the Google Compute Engine metadata service\. Compute Engine Metadata server unavailable/,
      weight: 4,
      slots: { problem: "metadata server" },
      example:
        "Failed to retrieve http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/ from the Google Compute Engine metadata service. Compute Engine Metadata server unavailable",
    },
    {
      text: /could not find default credentials|The Application Default Credentials are not available/,
      weight: 4,
      example: "google: could not find default credentials",
    },
    {
      text: /Compute Engine Metadata server unavailable/,
      weight: 3,
      slots: { problem: "metadata server" },
      example: "Compute Engine Metadata server unavailable on attempt 1 of 3",
    },
    {
      exception: /(?:^|\.)DefaultCredentialsError$/,
      weight: 4,
      example: "google.auth.exceptions.DefaultCredentialsError: none",
    },
  ],
  headline: () => "The app finds no Google credentials",
  component: () => "service account of the service",
  echoes: ["boot.container-not-listening", "dependency.upstream-error", "code.unhandled-exception"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: (slots) =>
    slots.problem === "metadata server"
      ? "The metadata server, which hands out the account's tokens, did not answer, so calls to Google cannot be signed in."
      : "Neither a credentials file nor the metadata server gave the client an account, so calls to Google cannot be signed in.",
  systemic: [
    {
      question: "Why does the code find no account here?",
      candidates: [
        "It relies on a login that only a developer's machine has.",
        "An egress or proxy setting keeps the app from 169.254.169.254.",
      ],
    },
    {
      question: "Why was it not seen before the deploy?",
      candidates: ["Nothing runs the image as its service account before traffic."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Send traffic back to the last revision that was signed in",
      detail: () => "gcloud run services update-traffic SERVICE --region REGION --to-revisions LAST_GOOD_REVISION=100",
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Attach a service account, and let the app reach the metadata server",
      detail: () =>
        `gcloud run services update SERVICE --region REGION --service-account ACCOUNT. Put metadata.google.internal and 169.254.169.254 into NO_PROXY. Do not ship key files. Settings: ${DESCRIBE_SERVICE}`,
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
      title: () => "Ask for a token at start",
      detail: () =>
        "Fetch one token in the start-up probe, and run integration tests with an impersonated service account instead of a developer's login.",
    },
  ],
};
