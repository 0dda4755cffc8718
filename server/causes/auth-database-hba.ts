import type { Cause } from "../../shared/cause.ts";
import { ask, slotOr, weighByOutcome } from "./words.ts";

/** No rule of the server lets this host, role, database and encryption in. */
export const databaseHba: Cause = {
  id: "auth.database-hba",
  title: "Database has no rule that lets the client in",
  why: "The server looked for a pg_hba.conf line that fits host, role, database and encryption and found none. Most often the client connects without TLS where TLS is required, or from an address outside the authorized networks.",
  sources: ["postgres:src/backend/libpq/auth.c", "https://www.postgresql.org/docs/current/auth-pg-hba-conf.html"],
  signs: [
    {
      text: /no pg_hba\.conf entry for (?:replication connection from )?host "[^"\n]{1,100}", user "(?<role>[^"\n]{1,63})"(?:, database "(?<database>[^"\n]{1,63})")?(?:, (?<encryption>SSL off|SSL on|no encryption|SSL encryption|GSS encryption))?/,
      weight: 4,
      example: 'FATAL:  no pg_hba.conf entry for host "10.8.0.3", user "app", database "shop", no encryption',
    },
    {
      text: /pg_hba\.conf rejects (?:replication )?connection for host "[^"\n]{1,100}", user "(?<role>[^"\n]{1,63})"(?:, database "(?<database>[^"\n]{1,63})")?/,
      weight: 4,
      example: 'FATAL:  pg_hba.conf rejects connection for host "10.8.0.3", user "app", database "shop", no encryption',
    },
    { sqlstate: "28000", weight: 1, example: "ERROR 28000: invalid authorization specification" },
  ],
  headline: (slots) =>
    `The database has no rule that lets ${slotOr(slots, "role", "the client")} in${isPlain(slots) ? " without TLS" : ""}`,
  component: () => "database access rules",
  echoes: ["boot.container-not-listening", "auth.system-user", "code.unhandled-exception"],
  alternatives: [],
  questions: (slots, context) =>
    slots.role === undefined ? [] : [ask(context, "role", slots.role, { role: slots.role })],
  weigh: (check, _slots, environment) =>
    weighByOutcome(check, { role: { refuted: [0.5, "the account is fine and the rule decides"] } }, environment),
  mechanism: (slots) =>
    `No line of pg_hba.conf fits ${slotOr(slots, "role", "the role")}${slots.database === undefined ? "" : ` on database ${slots.database}`} ${isPlain(slots) ? "without encryption" : "from that address"}, so the server ends the connection before the password.`,
  systemic: [
    {
      question: "Why does the way this client connects not fit the server's rules?",
      candidates: [
        "The environment's address lacks sslmode=require, while the server demands TLS.",
        "The client's network is not among the authorized ones.",
      ],
    },
    { question: "Why does this environment differ?", candidates: ["The environment was set up by hand."] },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Connect the way that the server accepts",
      detail: () =>
        "Add sslmode=require to the database address, or go through the Cloud SQL connector, which brings TLS and identity itself.",
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Make rule and client agree, in code",
      detail: () =>
        "Cloud SQL: gcloud sql instances describe INSTANCE --format 'value(settings.ipConfiguration)' shows sslMode and authorizedNetworks. Elsewhere: add a hostssl line for this role, database and network, then select pg_reload_conf().",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See a database route answer",
      detail: () => "Call one route that reads the database and expect 2xx; no refused connection may appear again.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Describe access rules of all environments in the same code",
      detail: () =>
        "Keep sslMode, networks and the client's sslmode in one module, and open one session before traffic.",
    },
  ],
};

function isPlain(slots: Record<string, string>): boolean {
  return slots.encryption === "no encryption" || slots.encryption === "SSL off";
}
