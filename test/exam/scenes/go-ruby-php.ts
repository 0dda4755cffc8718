import { cloudRun, traceOf, unsteady } from "../platforms.ts";
import { at, PROJECT, type Scene, who } from "./scene.ts";

function pgxMissingTable(): Scene {
  const old = cloudRun(PROJECT, "shipping", "shipping-00017-abc");
  const next = cloudRun(PROJECT, "shipping", "shipping-00018-def");
  const fine = unsteady(15_000, 120, at(0)).map((t, i) =>
    old.request({ at: t, method: "POST", path: "/graphql", ...who(i) }, i),
  );
  const failing = unsteady(20_000, 80, at(31)).flatMap((t, i) => {
    const trace = traceOf("pgx", i);
    return [
      next.request({ at: t, method: "POST", path: "/graphql", status: 500, latency: "0.031s", trace, ...who(i) }, i),
      next.log(
        t + 25,
        {
          severity: "ERROR",
          ts: (t + 25) / 1000,
          logger: "graph",
          caller: "graph/resolvers.go:212",
          message: "resolver failed",
          error:
            'load shipment labels: query labels: ERROR: relation "shipment_labels" does not exist (SQLSTATE 42P01)',
          stacktrace:
            "github.com/globex/shipping/graph.(*Resolver).Labels\n\t/src/graph/resolvers.go:212\ngithub.com/99designs/gqlgen/graphql/executor.(*Executor).DispatchOperation\n\t/go/pkg/mod/executor.go:119",
          "logging.googleapis.com/trace": `projects/${PROJECT}/traces/${trace}`,
        },
        i,
        { severity: "ERROR" },
      ),
    ];
  });
  return {
    name: "a Go service with zap and pgx asks for a table that is not there, since its new revision",
    entries: [...fine, ...failing],
    expected: [
      { service: "shipping", family: "schema.missing-relation", slots: { relation: "shipment_labels" }, failed: 80 },
    ],
  };
}

function rails(): Scene {
  const app = cloudRun(PROJECT, "backoffice");
  const fine = unsteady(20_000, 60, at(0)).map((t, i) => app.request({ at: t, path: "/admin", ...who(i) }, i));
  const failing = unsteady(50_000, 36, at(22)).flatMap((t, i) => {
    const id = `${traceOf("rails", i).slice(0, 8)}-8a7b-4c2d-9e1f-001122334455`;
    return [
      app.request({ at: t, path: `/admin/orders/${500 + i}`, status: 500, latency: "0.09s", ...who(i) }, i),
      app.log(t + 60, `F, [${new Date(t + 60).toISOString().slice(0, 23)}000 #1] FATAL -- : [${id}]   `, i),
      app.log(
        t + 61,
        `F, [${new Date(t + 61).toISOString().slice(0, 23)}000 #1] FATAL -- : [${id}] ActiveRecord::StatementInvalid (PG::UndefinedColumn: ERROR:  column orders.discount_cents does not exist`,
        i,
      ),
      app.log(t + 61, `LINE 1: SELECT "orders"."id", "orders"."discount_cents" FROM "orders" W...`, i),
      app.log(t + 61, `                              ^`, i),
      app.log(t + 61, `):`, i),
      app.log(
        t + 62,
        `F, [${new Date(t + 62).toISOString().slice(0, 23)}000 #1] FATAL -- : [${id}] app/controllers/admin/orders_controller.rb:18:in \`show'`,
        i,
      ),
    ];
  });
  return {
    name: "a Rails app asks for a column that the database lacks, told over several lines",
    entries: [...fine, ...failing],
    expected: [
      {
        service: "backoffice",
        family: "schema.missing-column",
        slots: { column: "discount_cents", relation: "orders" },
        failed: 36,
      },
    ],
  };
}

function laravel(): Scene {
  const app = cloudRun(PROJECT, "legacy-shop");
  const fine = unsteady(20_000, 90, at(0)).map((t, i) => app.request({ at: t, path: "/products", ...who(i) }, i));
  const failing = unsteady(12_000, 150, at(31)).flatMap((t, i) => [
    app.request(
      { at: t, path: ["/products", "/cart", "/login"][i % 3] ?? "/", status: 500, latency: "0.07s", ...who(i) },
      i,
    ),
    app.log(
      t + 50,
      `[${new Date(t + 50).toISOString().slice(0, 19).replace("T", " ")}] production.ERROR: SQLSTATE[08006] [7] connection to server at "10.61.0.3", port 5432 failed: FATAL:  password authentication failed for user "shop_rw"\nconnection to server at "10.61.0.3", port 5432 failed: FATAL:  password authentication failed for user "shop_rw" (Connection: pgsql, SQL: select * from "sessions" where "id" = ${traceOf(i).slice(0, 20)} limit 1) {"exception":"[object] (Illuminate\\\\Database\\\\QueryException(code: 7): SQLSTATE[08006] [7] connection to server failed at /var/www/vendor/laravel/framework/src/Illuminate/Database/Connection.php:825)\n[stacktrace]\n#0 /var/www/vendor/laravel/framework/src/Illuminate/Database/Connection.php(779): Illuminate\\\\Database\\\\Connection->runQueryCallback('select * from \\"...', Array, Object(Closure))\n#1 /var/www/app/Http/Middleware/Session.php(31): handle()\n"}`,
      i,
    ),
  ]);
  return {
    name: "a Laravel app is refused by its database after the password changed",
    entries: [...fine, ...failing],
    expected: [{ service: "legacy-shop", family: "auth.database-password", slots: { role: "shop_rw" }, failed: 150 }],
  };
}

function reportedEvents(): Scene {
  const app = cloudRun(PROJECT, "invoices");
  const fine = unsteady(20_000, 60, at(0)).map((t, i) => app.request({ at: t, path: "/invoices", ...who(i) }, i));
  const failing = unsteady(30_000, 50, at(21)).flatMap((t, i) => [
    app.request({ at: t, path: `/invoices/${i}/pay`, method: "POST", status: 500, ...who(i) }, i),
    app.log(
      t + 30,
      {
        "@type": "type.googleapis.com/google.devtools.clouderrorreporting.v1beta1.ReportedErrorEvent",
        severity: "ERROR",
        eventTime: new Date(t + 30).toISOString(),
        serviceContext: { service: "invoices", version: "1.9.2" },
        message:
          "pq: canceling statement due to statement timeout\n\ngoroutine 88 [running]:\nmain.(*server).pay(0xc000124000)\n\t/src/pay.go:77 +0x2f1\nnet/http.HandlerFunc.ServeHTTP(0x0)\n\t/usr/local/go/src/net/http/server.go:2166 +0x29",
        context: {
          httpRequest: { method: "POST", url: `https://invoices/invoices/${i}/pay`, responseStatusCode: 500 },
          reportLocation: { filePath: "/src/pay.go", lineNumber: 77, functionName: "pay" },
        },
      },
      i,
      { severity: "ERROR" },
    ),
  ]);
  return {
    name: "a Go service reports errors as ReportedErrorEvent; lib/pq says that a statement took too long",
    entries: [...fine, ...failing],
    expected: [{ service: "invoices", family: "database.statement-timeout", failed: 50 }],
  };
}

/** Failures of services in Go, Ruby and PHP. */
export const GO_RUBY_PHP: readonly Scene[] = [pgxMissingTable(), rails(), laravel(), reportedEvents()];
