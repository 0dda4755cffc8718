import { appEngine, cloudFunction, cloudRun, gke, traceOf, unsteady } from "../platforms.ts";
import { at, PROJECT, type Scene, who } from "./scene.ts";

function prismaOnAppEngine(): Scene {
  const app = appEngine(PROJECT, "storefront");
  const fine = unsteady(12_000, 200, at(0)).map((t, i) => app.request({ at: t, path: "/", ...who(i) }));
  const failing = unsteady(40_000, 40, at(10)).flatMap((t, i) => [
    app.request({
      at: t,
      path: `/checkout/${i + 100}?step=2`,
      status: 500,
      latency: "0.2s",
      trace: traceOf("gae", i),
      ...who(i),
    }),
    app.log(
      t + 150,
      [
        "PrismaClientKnownRequestError: ",
        "Invalid `prisma.coupon.findMany()` invocation:",
        "",
        "",
        "The column `coupon.valid_until` does not exist in the current database.",
        "    at $n.handleRequestError (/workspace/node_modules/@prisma/client/runtime/library.js:121:7315)",
        "    at async applyCoupons (/workspace/dist/checkout.js:88:19) {",
        "  code: 'P2022',",
        "  meta: { modelName: 'Coupon', column: 'coupon.valid_until' },",
        "  clientVersion: '5.22.0'",
        "}",
      ].join("\n"),
      { trace: `projects/${PROJECT}/traces/${traceOf("gae", i)}` },
    ),
  ]);
  return {
    name: "a storefront on App Engine lacks a column that Prisma's client knows",
    entries: [...fine, ...failing],
    expected: [
      { service: "storefront", family: "schema.missing-column", slots: { column: "valid_until" }, failed: 40 },
    ],
  };
}

function functionTimesOut(): Scene {
  const line = cloudFunction(PROJECT, "sync-inventory");
  const runs = unsteady(5 * 60_000, 18, at(0)).flatMap((t, i) =>
    i < 6
      ? [
          line(t, i, "Function execution started"),
          line(t + 2100, i, "Function execution took 2100 ms, finished with status: 'ok'"),
        ]
      : [
          line(t, i, "Function execution started"),
          line(
            t + 59_000,
            i,
            "Error: connect ETIMEDOUT 10.128.0.14:5432\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)\n    at async Client.connect (/workspace/node_modules/pg/lib/client.js:120:5)",
            "ERROR",
          ),
          line(t + 60_002, i, "Function execution took 60002 ms, finished with status: 'timeout'"),
        ],
  );
  return {
    name: "a function can't reach its database any more and is ended by its time limit",
    entries: runs,
    expected: [{ service: "sync-inventory", family: "network.timeout", slots: { host: "10.128.0.14" } }],
  };
}

function typeormDuplicate(): Scene {
  const app = cloudRun(PROJECT, "payments");
  const fine = unsteady(9_000, 200, at(0)).map((t, i) =>
    app.request(
      {
        at: t,
        method: "POST",
        path: "/hooks/stripe",
        userAgent: "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        ...who(i % 4),
      },
      i,
    ),
  );
  const failing = unsteady(60_000, 45, at(4)).flatMap((t, i) => [
    app.request(
      {
        at: t,
        method: "POST",
        path: "/hooks/stripe",
        status: 500,
        userAgent: "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        ...who(i % 4),
      },
      i,
    ),
    app.log(
      t + 20,
      {
        level: 50,
        time: t + 20,
        pid: 1,
        hostname: "localhost",
        context: "ExceptionsHandler",
        err: {
          type: "QueryFailedError",
          message: 'duplicate key value violates unique constraint "UQ_payment_event_id"',
          stack:
            'QueryFailedError: duplicate key value violates unique constraint "UQ_payment_event_id"\n    at PostgresQueryRunner.query (/app/node_modules/typeorm/driver/postgres/PostgresQueryRunner.js:219:19)\n    at async EventStore.save (/app/dist/events/event.store.js:31:9)',
          query: 'INSERT INTO "payment_event"("id", "event_id") VALUES ($1, $2)',
          driverError: {
            length: 233,
            name: "error",
            severity: "ERROR",
            code: "23505",
            detail: `Key (event_id)=(evt_${traceOf(i).slice(0, 12)}) already exists.`,
            schema: "public",
            table: "payment_event",
            constraint: "UQ_payment_event_id",
          },
        },
        msg: "could not store event",
      },
      i,
    ),
  ]);
  return {
    name: "repeated webhooks meet a unique constraint in a NestJS service with pino and TypeORM",
    entries: [...fine, ...failing],
    expected: [
      {
        service: "payments",
        family: "data.unique-violation",
        slots: { constraint: "UQ_payment_event_id" },
        failed: 45,
      },
    ],
  };
}

function redisGone(): Scene {
  const app = cloudRun(PROJECT, "sessions");
  const fine = unsteady(10_000, 120, at(0)).map((t, i) => app.request({ at: t, path: "/me", ...who(i) }, i));
  const failing = unsteady(7_000, 120, at(22)).flatMap((t, i) => [
    app.log(
      t - 1900,
      "[ioredis] Unhandled error event: Error: connect ECONNREFUSED 10.33.0.4:6379\n    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1555:16)",
      i,
    ),
    app.request({ at: t, path: "/me", status: 500, latency: "2.1s", ...who(i) }, i),
    app.log(
      t + 2090,
      {
        level: "error",
        message: "unhandled",
        timestamp: new Date(t + 2090).toISOString(),
        stack:
          'MaxRetriesPerRequestError: Reached the max retries per request limit (which is 20). Refer to "maxRetriesPerRequest" option for details.\n    at Socket.<anonymous> (/app/node_modules/ioredis/built/redis/event_handler.js:182:37)',
      },
      i,
    ),
  ]);
  return {
    name: "Redis is gone: the client gives up after its retries, and the refused connections are the reason",
    entries: [...fine, ...failing],
    expected: [
      { service: "sessions", family: "network.connection-refused", slots: { host: "10.33.0.4" }, failed: 120 },
    ],
  };
}

function sequelizeTls(): Scene {
  const service = gke(PROJECT, "crm");
  const failing = unsteady(20_000, 60, at(5)).flatMap((t, i) => [
    service.stdout(
      t,
      {
        name: "crm",
        hostname: "crm-1",
        pid: 1,
        level: 50,
        component: "db",
        err: {
          message: "self-signed certificate in certificate chain",
          name: "SequelizeConnectionError",
          stack:
            "SequelizeConnectionError: self-signed certificate in certificate chain\n    at Client._connectionCallback (/app/node_modules/sequelize/lib/dialects/postgres/connection-manager.js:149:24)\n    at TLSSocket.emit (node:events:519:28)",
        },
        msg: "cannot load contacts",
        time: new Date(t).toISOString(),
        v: 0,
      },
      i,
    ),
    service.stdout(
      t + 4,
      {
        name: "crm",
        hostname: "crm-1",
        pid: 1,
        level: 30,
        req: { method: "GET", url: `/contacts/${i}`, headers: {} },
        res: { statusCode: 500 },
        responseTime: 32,
        msg: "request completed",
        time: new Date(t + 4).toISOString(),
        v: 0,
      },
      i,
    ),
  ]);
  const fine = unsteady(9_000, 30, at(0)).map((t, i) =>
    service.stdout(
      t,
      {
        name: "crm",
        level: 30,
        req: { method: "GET", url: `/contacts/${i}` },
        res: { statusCode: 200 },
        responseTime: 12,
        msg: "request completed",
        time: new Date(t).toISOString(),
        v: 0,
      },
      i,
    ),
  );
  return {
    name: "Sequelize refuses the database's certificate in a service that logs with bunyan",
    entries: [...fine, ...failing],
    expected: [{ service: "crm", family: "network.tls", failed: 60 }],
  };
}

/** Failures of services and functions in Node. */
export const NODE: readonly Scene[] = [
  prismaOnAppEngine(),
  functionTimesOut(),
  typeormDuplicate(),
  redisGone(),
  sequelizeTls(),
];
