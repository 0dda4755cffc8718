import { cloudRun, unsteady } from "../platforms.ts";
import { at, PROJECT, type Scene, served, who } from "./scene.ts";

function expiredCertificate(): Scene {
  const app = cloudRun(PROJECT, "ledger");
  const bad = unsteady(20_000, 60, at(5)).flatMap((t, i) => [
    app.request({ at: t, path: "/l", status: 500, ...who(i) }, i),
    app.log(
      t + 30,
      {
        severity: "ERROR",
        message: "I/O error on GET request",
        stack_trace:
          'org.springframework.web.client.ResourceAccessException: I/O error on GET request for "https://rates.internal/v1": PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed\n\tat org.springframework.web.client.RestTemplate.createResourceAccessException(RestTemplate.java:915)\nCaused by: javax.net.ssl.SSLHandshakeException: PKIX path validation failed: java.security.cert.CertPathValidatorException: validity check failed\n\tat java.base/sun.security.ssl.Alert.createSSLException(Alert.java:131)\nCaused by: java.security.cert.CertificateExpiredException: NotAfter: Tue Apr 14 08:04:00 UTC 2026\n\tat java.base/sun.security.x509.CertificateValidity.valid(CertificateValidity.java:277)',
      },
      i,
    ),
  ]);
  return {
    name: "an internal certificate has expired, told by Java three exceptions deep",
    entries: [...served("ledger", "/l"), ...bad],
    expected: [{ service: "ledger", family: "network.tls", failed: 60 }],
  };
}

function otherLoop(): Scene {
  const app = cloudRun(PROJECT, "bot");
  const bad = unsteady(20_000, 60, at(5)).flatMap((t, i) => [
    app.request({ at: t, path: "/b", status: 500, ...who(i) }, i),
    app.log(
      t + 30,
      'Traceback (most recent call last):\n  File "/app/b.py", line 20, in go\n    await conn.fetch(q)\n  File "/usr/local/lib/python3.12/site-packages/asyncpg/connection.py", line 690, in fetch\n    return await self._execute(\nRuntimeError: Task <Task pending name=\'Task-88\' coro=<go() running at /app/b.py:20> cb=[run_until_complete.<locals>.done_cb()]> got Future <Future pending cb=[Protocol._on_waiter_completed()]> attached to a different loop',
      i,
      { severity: "ERROR" },
    ),
  ]);
  return {
    name: "a future of another event loop",
    entries: [...served("bot", "/b"), ...bad],
    expected: [{ service: "bot", family: "code.async-misuse", failed: 60 }],
  };
}

function prismaWithoutUrl(): Scene {
  const app = cloudRun(PROJECT, "menu", "menu-00002-new");
  const bad = unsteady(20_000, 60, at(10)).flatMap((t, i) => [
    app.request({ at: t, path: "/m", status: 500, ...who(i) }, i),
    app.log(
      t + 30,
      'PrismaClientInitializationError: \nInvalid `prisma.dish.findMany()` invocation:\n\n\nerror: Environment variable not found: DATABASE_URL.\n  -->  schema.prisma:7\n   | \n 6 |   provider = "postgresql"\n 7 |   url      = env("DATABASE_URL")\n   | \n\nValidation Error Count: 1',
      i,
    ),
  ]);
  return {
    name: "Prisma does not find its address in the environment",
    entries: [...served("menu", "/"), ...bad],
    expected: [{ service: "menu", family: "config.missing-secret", failed: 60 }],
  };
}

/** Failures of set-up and code in several languages. */
export const CODE: readonly Scene[] = [expiredCertificate(), otherLoop(), prismaWithoutUrl()];
