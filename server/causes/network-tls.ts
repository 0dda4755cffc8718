import type { Cause } from "../../shared/cause.ts";
import { shellWord, slotOr } from "./words.ts";

/** The connection stands, and the two sides cannot agree on encryption or trust. */
export const tls: Cause = {
  id: "network.tls",
  title: "TLS cannot be agreed on",
  why: "The certificate is expired, for another name, signed by nobody this image trusts, or one side speaks TLS and the other does not. Nothing of the application protocol was exchanged.",
  sources: [
    "node-postgres:packages/pg/lib/connection.js",
    "postgres:src/interfaces/libpq/fe-secure-openssl.c",
    "https://nodejs.org/api/tls.html#x509-certificate-error-codes",
    "go:src/crypto/x509/verify.go",
  ],
  signs: [
    {
      text: /certificate verify failed(?:: (?<problem>[a-z][a-z -]{2,80}[a-z]))?/i,
      weight: 4,
      example:
        "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1000)",
    },
    {
      text: /x509: (?<problem>certificate (?:signed by unknown authority|has expired|is valid for|is not valid|relies on legacy)|cannot validate certificate)/,
      weight: 4,
      example: "tls: failed to verify certificate: x509: certificate signed by unknown authority",
    },
    {
      text: /\b(?<problem>DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|CERT_HAS_EXPIRED|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT_LOCALLY|ERR_TLS_CERT_ALTNAME_INVALID)\b/,
      weight: 4,
      example: "Error: self-signed certificate { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }",
    },
    {
      text: /Hostname\/IP does not match certificate's altnames/,
      weight: 4,
      slots: { problem: "name mismatch" },
      example: "Error [ERR]: Hostname/IP does not match certificate's altnames: Host: db.internal",
    },
    {
      text: /(?<problem>self[- ]signed certificate(?: in certificate chain)?|unable to (?:verify the first certificate|get local issuer certificate)|certificate has expired)/,
      weight: 3,
      example: "Error: self signed certificate in certificate chain",
    },
    {
      text: /PKIX path building failed|unable to find valid certification path/,
      weight: 4,
      slots: { problem: "unknown authority" },
      example: "sun.security.validator.ValidatorException: PKIX path building failed",
    },
    {
      text: /server does not support SSL(?: connections|, but SSL was required)|SSL is not enabled on the server/,
      weight: 4,
      slots: { problem: "server without TLS" },
      example: "Error: The server does not support SSL connections",
    },
    {
      text: /rejected SSL upgrade/,
      weight: 4,
      slots: { problem: "server without TLS" },
      example: 'ConnectionError: PostgreSQL server at "127.0.0.1:5432" rejected SSL upgrade',
    },
    {
      text: /could not accept SSL connection: (?<problem>[^\n]{1,100})/,
      weight: 2.5,
      example: "LOG:  could not accept SSL connection: EOF detected",
    },
    {
      text: /connection requires a valid client certificate|(?:sslv3|tlsv1[\w.]{0,3}) alert [a-z ]{3,40}/,
      weight: 4,
      slots: { problem: "client certificate refused" },
      example: "FATAL:  connection requires a valid client certificate",
    },
    {
      text: /wrong version number|WRONG_VERSION_NUMBER|first record does not look like a TLS handshake/,
      weight: 3,
      slots: { problem: "peer without TLS" },
      example: "ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1000)",
    },
    {
      text: /handshake failure|handshake_failure|SSLHandshakeException|remote error: tls: /,
      weight: 3,
      slots: { problem: "handshake failure" },
      example: "javax.net.ssl.SSLHandshakeException: Received fatal alert",
    },
    {
      exception: /(?:^|\.)CertificateExpiredException$/,
      slots: { problem: "certificate has expired" },
      weight: 4,
      example: "java.security.cert.CertificateExpiredException: NotAfter: Tue Apr 14 08:04:00 UTC 2026",
    },
    {
      text: /\bssl_(?<problem>certificate_(?:chain|san))_verification_failed\b/,
      weight: 3,
      example: "ssl_certificate_chain_verification_failed",
    },
    {
      exception: /(?:^|\.)(?:SSLCertVerificationError|SSLError|SSLHandshakeException)$/,
      weight: 3,
      example: "ssl.SSLError: [SSL] record layer failure",
    },
  ],
  headline: (slots) => `TLS fails: ${slotOr(slots, "problem", "no agreement between client and server")}`,
  component: () => "TLS between the service and its dependency",
  echoes: [
    "boot.container-not-listening",
    "network.connection-refused",
    "dependency.redis-clients",
    "dependency.upstream-error",
    "auth.system-user",
    "code.unhandled-exception",
  ],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: (slots) =>
    `Client and server could not agree on an encrypted, trusted connection (${slotOr(slots, "problem", "handshake failure")}), so nothing was asked over it.`,
  systemic: [
    {
      question: "Why does the trust between the two sides not hold?",
      candidates: [
        "A certificate expired or was renewed from another authority than the client trusts.",
        "The TLS mode in this environment's settings does not fit the server.",
      ],
    },
    {
      question: "Why was it not seen before it failed?",
      candidates: ["Nobody is told when a certificate nears its end."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Put the last working certificate or TLS setting back",
      detail: () =>
        "Restore the previous certificate bundle or TLS mode. Do not switch verification off: that hides who answers.",
    },
    {
      kind: "fix",
      title: () => "Make certificate, name and trusted authority agree",
      detail: (slots) =>
        `openssl s_client -connect ${shellWord(`${slotOr(slots, "host", "HOST")}:${slotOr(slots, "port", "443")}`)} -servername ${shellWord(slotOr(slots, "host", "HOST"))} </dev/null | openssl x509 -noout -subject -issuer -enddate -ext subjectAltName. For PostgreSQL add -starttls postgres, and set sslmode=verify-full with the server's CA (sslrootcert).`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See the failing route answer",
      detail: () => "Call the route that failed and expect 2xx; no certificate error may appear again.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Renew by itself, and warn 30 days before",
      detail: () => "Use managed certificates and alert on the days left of each certificate that a dependency shows.",
    },
  ],
};
