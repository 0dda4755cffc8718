import type { Cause } from "../../shared/cause.ts";
import { weighMetric } from "./metrics.ts";
import { ask, DESCRIBE_SERVICE, shellWord, slotOr, weighByOutcome } from "./words.ts";

/** The Cloud SQL instance cannot be reached from this revision: network mode, socket, connector. */
export const cloudsqlUnreachable: Cause = {
  id: "network.cloudsql-unreachable",
  title: "Cloud SQL cannot be reached",
  why: "The connector or the /cloudsql socket could not bring a connection to the instance: no such socket on this revision, another kind of address than asked for, no route to the private address, or the instance does not run. No query ran over it.",
  sources: [
    "cloud-sql-python-connector:google/cloud/sql/connector/connection_info.py",
    "cloud-sql-python-connector:google/cloud/sql/connector/connector.py",
    "https://cloud.google.com/sql/docs/postgres/connect-run",
  ],
  signs: [
    {
      text: /Cloud SQL instance does not have any IP addresses matching preference: (?<ipType>\w{1,20})/,
      weight: 4,
      example: "Cloud SQL instance does not have any IP addresses matching preference: PRIVATE",
    },
    {
      text: /dial tcp [\w.:[\]-]{1,100}:3307: (?:i\/o timeout|connect: [a-z ]{3,40})/,
      weight: 4,
      example: "dial tcp 10.20.0.5:3307: i/o timeout",
    },
    {
      text: /Running event loop does not match 'connector\._loop'/,
      weight: 4,
      slots: { problem: "connector of another event loop" },
      example:
        "Running event loop does not match 'connector._loop'. Connector.connect_async() must be called from the event loop",
    },
    {
      text: /connection to server on socket "\/cloudsql\/(?<instance>[\w.:-]{1,200})\/\.s\.PGSQL\.\d{1,5}" failed: (?:server closed the connection unexpectedly|No such file or directory|Connection refused|timeout expired)/,
      weight: 4,
      example:
        'connection to server on socket "/cloudsql/shop-staging:us-central1:main/.s.PGSQL.5432" failed: server closed the connection unexpectedly',
    },
    {
      text: /connect (?:ENOENT|ECONNREFUSED) \/cloudsql\/(?<instance>[\w.:-]{1,200})\/\.s\.PGSQL/,
      weight: 4,
      example: "Error: connect ENOENT /cloudsql/shop:us-central1:main/.s.PGSQL.5432",
    },
    {
      text: /dial unix \/cloudsql\/(?<instance>[\w.:-]{1,200})\/\.s\.PGSQL\.\d{1,5}: connect: /,
      weight: 4,
      example: "dial unix /cloudsql/shop:us-central1:main/.s.PGSQL.5432: connect: no such file or directory",
    },
    {
      text: /Cloud SQL (?:connection failed|instance "(?<instance>[\w.:-]{1,200})" is not reachable)/,
      weight: 3,
      example:
        "Cloud SQL connection failed. Please see https://cloud.google.com/sql/docs/mysql/connect-run for additional details",
    },
    {
      text: /indicate Cloud SQL connection issues/,
      weight: 2,
      example:
        "Database initialization timeout after 20.0s in staging environment. This may indicate Cloud SQL connection issues.",
    },
  ],
  headline: (slots) => `Cloud SQL ${slots.instance === undefined ? "instance" : slots.instance} cannot be reached`,
  component: (slots) => `connection to Cloud SQL ${slotOr(slots, "instance", "instance")}`,
  echoes: [
    "boot.container-not-listening",
    "network.timeout",
    "network.connection-refused",
    "database.connection-lost",
    "auth.system-user",
    "code.unhandled-exception",
  ],
  alternatives: ["database.restarted", "database.connection-lost"],
  questions: (_slots, context) => [
    ask(context, "restart", "database server"),
    ask(context, "connections", "database connections"),
    ask(context, "metric", "sql_up", { metric: "sql_up" }),
  ],
  weigh: (check, _slots, environment) =>
    weighMetric(
      check,
      "sql_up",
      {
        confirmed: [2, "the instance itself did not run"],
        refuted: [0.5, "the instance ran and the fault lies between it and the revision"],
      },
      environment,
    ) ??
    weighByOutcome(
      check,
      {
        restart: { confirmed: [-1.5, "the lost connections can follow from the restart alone"] },
        connections: { confirmed: [-0.5, "full slots can also end new connections"] },
      },
      environment,
    ),
  mechanism: (slots) =>
    slots.ipType === undefined
      ? `Connections from the revision to Cloud SQL ${slotOr(slots, "instance", "instance")} ended before they were usable, so no query ran over them.`
      : `The connector asked for a ${slots.ipType} address, which the instance does not have, so no connection was tried.`,
  systemic: [
    {
      question: "Why could this revision not reach the instance?",
      candidates: [
        "The instance is not attached to the revision, or its address mode and the revision's VPC egress do not fit.",
        "The instance was stopped, restarting or under maintenance.",
      ],
    },
    {
      question: "Why does this environment's network differ?",
      candidates: ["The network of each environment is set up by hand, not from the same code."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Bring the instance or the last working connection back",
      detail: () =>
        "gcloud sql instances describe INSTANCE --format 'value(state,settings.activationPolicy)': must be RUNNABLE and ALWAYS. Where only the new revision fails, send traffic back to the one before.",
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Attach the instance, and ask for an address it has",
      detail: (slots) =>
        `gcloud run services update SERVICE --region REGION --add-cloudsql-instances ${shellWord(slotOr(slots, "instance", "PROJECT:REGION:INSTANCE"))}. With private addresses: the revision needs VPC egress to the instance's network, and the connector ip_type="PRIVATE". One connector per event loop. Settings: ${DESCRIBE_SERVICE}`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See a database route answer",
      detail: () => "Call one route that reads the database and expect 2xx on the new revision.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Open a database session before a revision takes traffic",
      detail: () =>
        "Let the start-up probe run `select 1`, end the process where it fails instead of going on without migrations, and describe network and attachment of all environments in the same code.",
    },
  ],
};
