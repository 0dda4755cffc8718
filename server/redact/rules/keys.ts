import type { Rule } from "../rule.ts";

/** Keys and tokens that are told by a form that many share. */
export const keyRules: Rule[] = [
  {
    // PEM, also with its line ends written as \n, also cut off. https://www.rfc-editor.org/rfc/rfc7468
    kind: "private-key",
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:(?:[^-]|-(?!----))*-----END [A-Z0-9 ]{0,40}-----|(?:(?:\s|\\+[rn])*[A-Za-z0-9+/=]{20,})*)/dg,
    head: "-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY",
  },
  {
    kind: "private-key",
    pattern: /(?<![A-Za-z0-9])AGE-SECRET-KEY-1[A-Z0-9]{50,}/dg,
    head: "AGE-SECRET-KEY-1",
  },
  {
    // Signed (three parts) and encrypted (five). https://www.rfc-editor.org/rfc/rfc7519
    kind: "jwt",
    pattern: /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.(?:[A-Za-z0-9_-]{8,}|(?=\.))(?:\.[A-Za-z0-9_-]*){0,3}/dg,
    head: "eyJ",
  },
  {
    // The id of a service account's key stands beside the key in its file.
    kind: "google-key-id",
    pattern: /private_key_id[\\"']{1,4}\s{0,3}[:=]\s{0,3}[\\"']{0,4}(?<secret>[0-9a-f]{40})/dg,
    head: "private_key_id",
  },
];
