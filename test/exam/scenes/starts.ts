import { cloudRun, type Entry, gke, loadBalancer, unsteady } from "../platforms.ts";
import { at, PROJECT, type Scene, served, who } from "./scene.ts";

function outOfMemoryOnANode(): Scene {
  const edge = loadBalancer(PROJECT, "k8s1-aa11-media-imager-80-ff22");
  const fine = unsteady(5000, 500, at(0)).map((t, i) =>
    edge({ at: t, path: "/img", ...who(i) }, "response_sent_by_backend"),
  );
  const oom = unsteady(240_000, 9, at(6)).flatMap((t, i): Entry[] => {
    const pod = `imager-6c9f8d7b5-${["x2kq9", "m8dlp"][i % 2]}`;
    const ev = (o: number, reason: string, message: string, type = "Warning") => ({
      insertId: `ev${i}${o}`,
      timestamp: new Date(t + o).toISOString(),
      severity: "WARNING",
      logName: `projects/${PROJECT}/logs/events`,
      resource: {
        type: "k8s_pod",
        labels: { project_id: PROJECT, cluster_name: "main", namespace_name: "shop", pod_name: pod, location: "e" },
      },
      jsonPayload: {
        kind: "Event",
        reason,
        message,
        type,
        involvedObject: { kind: "Pod", name: pod, namespace: "shop" },
        source: { component: "kubelet" },
      },
    });
    return [
      {
        insertId: `node${i}`,
        timestamp: new Date(t).toISOString(),
        severity: "WARNING",
        logName: `projects/${PROJECT}/logs/events`,
        resource: {
          type: "k8s_node",
          labels: { project_id: PROJECT, cluster_name: "main", node_name: "gke-main-pool-1", location: "e" },
        },
        jsonPayload: {
          kind: "Event",
          reason: "OOMKilling",
          message: `Memory cgroup out of memory: Killed process ${2000 + i} (node) total-vm:1283912kB, anon-rss:262044kB, file-rss:0kB, shmem-rss:0kB`,
          type: "Warning",
          involvedObject: { kind: "Node", name: "gke-main-pool-1" },
        },
      },
      ev(900, "BackOff", `Back-off restarting failed container imager in pod ${pod}_shop(1234)`),
      ...[0, 1, 2].map((k) =>
        edge(
          { at: t + 100 + k * 300, path: "/img", status: 502, latency: "0.02s", ...who(i * 3 + k) },
          "failed_to_connect_to_backend",
        ),
      ),
    ];
  });
  return {
    name: "the kernel ends containers on Kubernetes, which only the events of node and pod tell",
    entries: [...fine, ...oom],
    expected: [{ service: "imager", family: "capacity.memory", failed: 27 }],
  };
}

function crashLoop(): Scene {
  const app = gke(PROJECT, "mailer");
  const entries = unsteady(90_000, 12, at(0)).flatMap((t, i): Entry[] => [
    app.stderr(
      t,
      "node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\n\nError: Cannot find module '/app/dist/server.js'\n    at Module._resolveFilename (node:internal/modules/cjs/loader:1225:15)\n    at Module._load (node:internal/modules/cjs/loader:1051:27) {\n  code: 'MODULE_NOT_FOUND',\n  requireStack: []\n}\n\nNode.js v22.11.0",
      i,
    ),
    {
      insertId: `bo${i}`,
      timestamp: new Date(t + 1500).toISOString(),
      severity: "WARNING",
      logName: `projects/${PROJECT}/logs/events`,
      resource: {
        type: "k8s_pod",
        labels: {
          project_id: PROJECT,
          cluster_name: "main",
          namespace_name: "shop",
          pod_name: `mailer-6c9f8d7b5-${["x2kq9", "m8dlp"][i % 2]}`,
          location: "e",
        },
      },
      jsonPayload: {
        kind: "Event",
        reason: "BackOff",
        message: "Back-off restarting failed container mailer in pod mailer",
        type: "Warning",
      },
    },
  ]);
  return {
    name: "a pod that can not load its module is restarted again and again",
    entries,
    expected: [{ service: "mailer", family: "boot.import-error" }],
  };
}

function settingIsMissing(): Scene {
  const old = cloudRun(PROJECT, "quotes", "quotes-00010-old");
  const next = cloudRun(PROJECT, "quotes", "quotes-00011-new");
  const boot = [0, 1, 2].flatMap((i) => {
    const t = Date.parse(at(30, i * 20));
    return [
      next.system(t, "Starting new instance. Reason: DEPLOYMENT_ROLLOUT", "INFO", i),
      next.log(
        t + 1200,
        'Traceback (most recent call last):\n  File "/usr/local/bin/uvicorn", line 8, in <module>\n    sys.exit(main())\n  File "/app/main.py", line 9, in <module>\n    settings = Settings()\n  File "/usr/local/lib/python3.12/site-packages/pydantic_settings/main.py", line 171, in __init__\n    super().__init__(\npydantic_core._pydantic_core.ValidationError: 1 validation error for Settings\ndatabase_url\n  Field required [type=missing, input_value={}, input_type=dict]\n    For further information visit https://errors.pydantic.dev/2.10/v/missing',
        i,
        { severity: "ERROR" },
      ),
      next.system(t + 1500, "Container called exit(1).", "WARNING", i),
      next.system(
        t + 1600,
        'Default STARTUP TCP probe failed 1 time consecutively for container "quotes-1" on port 8080. The instance was not started.\nConnection failed with status CANCELLED.',
        "ERROR",
        i,
      ),
    ];
  });
  const fine = unsteady(10_000, 300, at(0)).map((t, i) => old.request({ at: t, path: "/q", ...who(i) }, i));
  return {
    name: "a new revision lacks a setting and never starts, while the old one serves",
    entries: [...fine, ...boot],
    expected: [{ service: "quotes", family: "config.missing-secret", failed: 0 }],
    status: "open",
  };
}

function connectionString(): Scene {
  const app = cloudRun(PROJECT, "crm", "crm-00002-new");
  const bad = [0, 1, 2, 3].flatMap((i) => {
    const t = Date.parse(at(10, i * 30));
    return [
      app.log(
        t,
        "Unhandled exception. System.ArgumentException: Format of the initialization string does not conform to specification starting at index 0.\n   at System.Data.Common.DbConnectionOptions.GetKeyValuePair(String connectionString, Int32 currentPosition, StringBuilder buffer, Boolean useOdbcRules, String& keyname, String& keyvalue)\n   at Npgsql.NpgsqlConnectionStringBuilder..ctor(String connectionString)\n   at Program.<Main>$(String[] args) in /src/Program.cs:line 14",
        i,
      ),
      app.system(t + 300, "Container called exit(134).", "WARNING", i),
    ];
  });
  return {
    name: "a connection string of .NET that is none, in a revision that never starts",
    entries: [...served("crm", "/"), ...bad],
    expected: [{ service: "crm", family: "config.database-url-invalid", failed: 0 }],
    status: "open",
  };
}

function imageIsMissing(): Scene {
  const mk = (i: number, reason: string, message: string) => ({
    insertId: `im${i}${reason}`,
    timestamp: at(10, i * 15),
    severity: "WARNING",
    logName: `projects/${PROJECT}/logs/events`,
    resource: {
      type: "k8s_pod",
      labels: {
        project_id: PROJECT,
        cluster_name: "main",
        namespace_name: "shop",
        pod_name: "web-7f6d5c4b3-abcde",
        location: "e",
      },
    },
    jsonPayload: { kind: "Event", reason, message, type: "Warning" },
  });
  return {
    name: "an image that is not there, told by events alone",
    entries: Array.from({ length: 8 }, (_, i) => [
      mk(
        i,
        "Failed",
        'Failed to pull image "europe-docker.pkg.dev/globex/web:1.9": rpc error: code = NotFound desc = failed to pull and unpack image',
      ),
      mk(i, "BackOff", 'Back-off pulling image "europe-docker.pkg.dev/globex/web:1.9"'),
    ]).flat(),
    expected: [{ service: "web", family: "boot.image-unavailable" }],
  };
}

function mendedByADeploy(): Scene {
  const bad = cloudRun(PROJECT, "cart", "cart-00002-bad");
  const good = cloudRun(PROJECT, "cart", "cart-00003-fix");
  const before = unsteady(10_000, 60, at(0)).map((t, i) =>
    cloudRun(PROJECT, "cart", "cart-00001-old").request({ at: t, path: "/cart", ...who(i) }, i),
  );
  const failing = unsteady(10_000, 60, at(11)).flatMap((t, i) => [
    bad.request({ at: t, path: "/cart", status: 500, ...who(i) }, i),
    bad.log(t + 20, 'asyncpg.exceptions.UndefinedColumnError: column "coupon" of relation "cart" does not exist', i, {
      severity: "ERROR",
    }),
  ]);
  const after = unsteady(10_000, 200, at(22)).map((t, i) => good.request({ at: t, path: "/cart", ...who(i) }, i));
  return {
    name: "a column that was missing for ten minutes, until the next revision",
    entries: [...before, ...failing, ...after],
    expected: [{ service: "cart", family: "schema.missing-column", failed: 60 }],
    status: "resolved",
  };
}

function shortRestart(): Scene {
  const app = cloudRun(PROJECT, "items");
  const bad = unsteady(800, 7, at(20)).flatMap((t, i) => [
    app.request({ at: t, path: "/i", status: 500, ...who(i) }, i),
    app.log(
      t + 10,
      "error: terminating connection due to administrator command\n    at Parser.parseErrorMessage (/app/node_modules/pg-protocol/dist/parser.js:283:98) {\n  length: 116,\n  severity: 'FATAL',\n  code: '57P01'\n}",
      i,
    ),
  ]);
  return {
    name: "a restart of the database that is over after seconds",
    entries: [...served("items", "/i"), ...bad],
    expected: [{ service: "items", family: "database.restarted", failed: 7 }],
    status: "resolved",
  };
}

/** Instances that do not start or do not stay, and failures that end. */
export const STARTS: readonly Scene[] = [
  outOfMemoryOnANode(),
  crashLoop(),
  settingIsMissing(),
  connectionString(),
  imageIsMissing(),
  mendedByADeploy(),
  shortRestart(),
];
