import { boot, DIED, type FamilyCase, trace } from "./family-case.ts";

/** What keeps a service from starting or from reaching what it needs: one failure of each family. */
export const START_CASES: readonly FamilyCase[] = [
  {
    family: "boot.import-error",
    slots: { module: "app.services.billing" },
    lines: [
      boot("    from app.services.billing import charge\nModuleNotFoundError: No module named 'app.services.billing'"),
      "[2026-03-02 10:00:00 +0000] [1] [ERROR] Worker (pid:7) exited with code 3",
      "[2026-03-02 10:00:00 +0000] [1] [ERROR] Reason: Worker failed to boot.",
      "platform:Container called exit(3).",
    ],
    ...DIED,
  },
  {
    family: "boot.syntax-error",
    lines: [
      boot('    import app.rules\n  File "/app/rules.py", line 9\n    if (a:\n        ^\nSyntaxError: invalid syntax'),
      "[2026-03-02 10:00:00 +0000] [1] [ERROR] Reason: Worker failed to boot.",
    ],
    ...DIED,
  },
  {
    family: "boot.container-not-listening",
    what: "nothing but the probe's words",
    lines: [
      'platform:Default STARTUP TCP probe failed 1 time consecutively for container "api-1" on port 8080. The instance was not started.',
    ],
    status: 0,
  },
  {
    family: "boot.image-unavailable",
    lines: ["platform:Image 'europe-docker.pkg.dev/acme/app/api:1.4.2' not found."],
    status: 0,
  },
  {
    family: "config.pool-class-mismatch",
    lines: [
      trace(
        "sqlalchemy.exc.ArgumentError: Pool class QueuePool cannot be used with asyncio engine (Background on this error at: https://sqlalche.me/e/20/pcls)",
      ),
    ],
  },
  {
    family: "config.async-driver-required",
    lines: [
      trace(
        "sqlalchemy.exc.InvalidRequestError: The asyncio extension requires an async driver to be used. The loaded 'psycopg2' is not async.",
      ),
    ],
  },
  {
    family: "config.database-url-invalid",
    lines: [trace("sqlalchemy.exc.ArgumentError: Could not parse SQLAlchemy URL from given URL string")],
  },
  {
    family: "config.missing-secret",
    lines: [
      "Error: SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string\n    at Client.connect (/app/src/db.ts:10:3)",
    ],
  },
  { family: "network.dns", lines: ["Error: getaddrinfo ENOTFOUND db.internal\n    at load (/app/src/db.ts:10:3)"] },
  {
    family: "network.connection-refused",
    lines: [
      trace(
        'psycopg2.OperationalError: connection to server at "10.0.0.5", port 5432 failed: Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?',
      ),
    ],
  },
  {
    family: "network.timeout",
    lines: [
      "requests.exceptions.ConnectionError: HTTPSConnectionPool(host='billing.internal', port=443): Max retries exceeded with url: /v1/charge (Caused by ConnectTimeoutError(<urllib3.connection.HTTPSConnection object at 0x7f6c>, 'Connection to billing.internal timed out. (connect timeout=5)'))",
    ],
    latency: "5.02s",
  },
  {
    family: "network.tls",
    lines: [
      trace(
        "ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate (_ssl.c:1000)",
      ),
    ],
  },
  {
    family: "network.cloudsql-unreachable",
    lines: ["dial tcp 34.90.1.2:3307: i/o timeout: failed to connect to instance acme:europe-west1:main"],
  },
  {
    family: "auth.database-password",
    lines: [trace('asyncpg.exceptions.InvalidPasswordError: password authentication failed for user "app"')],
  },
  {
    family: "auth.database-role-missing",
    lines: [
      trace(
        'psycopg2.OperationalError: connection to server at "10.0.0.5", port 5432 failed: FATAL:  role "reporting" does not exist',
      ),
    ],
  },
  {
    family: "auth.database-hba",
    lines: [
      trace(
        'psycopg2.OperationalError: FATAL:  no pg_hba.conf entry for host "10.8.0.3", user "app", database "shop", no encryption',
      ),
    ],
  },
  {
    family: "auth.token-signature",
    lines: [trace("jwt.exceptions.InvalidSignatureError: Signature verification failed")],
    status: 401,
  },
  {
    family: "auth.token-audience",
    lines: [trace("jwt.exceptions.InvalidAudienceError: Audience doesn't match")],
    status: 401,
  },
  {
    family: "auth.token-expired",
    what: "of every caller, answered 500",
    lines: [trace("jwt.exceptions.ExpiredSignatureError: Signature has expired")],
  },
  {
    family: "auth.clock-skew",
    lines: [
      trace(
        "google.auth.exceptions.InvalidValue: Token used too early, 1772445600 < 1772445603. Check that your computer's clock is set correctly.",
      ),
    ],
  },
  {
    family: "auth.default-credentials-missing",
    lines: [
      trace(
        "google.auth.exceptions.DefaultCredentialsError: Your default credentials were not found. To set up Application Default Credentials, see https://cloud.google.com/docs/authentication/external/set-up-adc for more information.",
      ),
    ],
  },
  {
    family: "auth.iam-denied",
    what: "at the edge, before the app",
    status: 403,
    latency: "0s",
    requestText:
      "The request was not authenticated. Either allow unauthenticated invocations or set the proper Authorization header. Read more at https://cloud.google.com/run/docs/securing/authenticating",
  },
  {
    family: "auth.iam-denied",
    what: "of the connector",
    lines: [
      "failed to connect: googleapi: Error 403: boss::NOT_AUTHORIZED: Not authorized to access resource. Possibly missing permission cloudsql.instances.get on resource instances/main., notAuthorized",
    ],
  },
  {
    family: "auth.system-user",
    lines: ["SYSTEM USER AUTHENTICATION FAILURE: User 'system' failed authentication"],
  },
];
