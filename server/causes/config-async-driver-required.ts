import type { Cause } from "../../shared/cause.ts";
import { DESCRIBE_SERVICE, slotOr, TRAFFIC_BACK } from "./words.ts";

/** An asyncio engine whose database address names a synchronous driver. */
export const asyncDriverRequired: Cause = {
  id: "config.async-driver-required",
  title: "Database address names a synchronous driver",
  why: "The app builds an asyncio engine, but the scheme of its database address chooses a driver that is not async. The engine is refused before any query, so nothing in the database can be the cause.",
  sources: [
    "sqlalchemy:lib/sqlalchemy/ext/asyncio/engine.py",
    "https://docs.sqlalchemy.org/en/20/dialects/postgresql.html",
  ],
  signs: [
    {
      text: /The asyncio extension requires an async driver to be used\.(?: The loaded '(?<driver>\w{1,60})' is not async)?/,
      weight: 4,
      example: "The asyncio extension requires an async driver to be used. The loaded 'psycopg2' is not async.",
    },
  ],
  headline: (slots) =>
    `The asyncio engine was given the synchronous driver ${slotOr(slots, "driver", "of its address")}`,
  component: () => "database address configuration",
  echoes: ["boot.container-not-listening", "auth.system-user", "code.unhandled-exception"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: (slots) =>
    `The database address starts with a scheme that loads ${slotOr(slots, "driver", "a synchronous driver")}, and create_async_engine() refuses it, so no engine exists and no query runs.`,
  systemic: [
    {
      question: "Why does this environment's database address have another scheme?",
      candidates: ["The secret or variable that holds the address is written by hand per environment."],
    },
    {
      question: "Why did the service start with an address that it cannot use?",
      candidates: ["Settings are not validated at start, before the revision takes traffic."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Send traffic back to the last revision that could connect",
      detail: () => TRAFFIC_BACK,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "Name the async driver in the database address",
      detail: () =>
        `Change the scheme to postgresql+asyncpg:// (or postgresql+psycopg_async:// with psycopg 3) in the secret that this revision mounts, then deploy. See which secret and version: ${DESCRIBE_SERVICE}`,
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See a database route answer",
      detail: () => "Call one route that reads the database and expect 2xx.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Check the address at start",
      detail: () =>
        "Refuse to start where the address's scheme is not the expected one, and open one session in the start-up probe.",
    },
  ],
};
