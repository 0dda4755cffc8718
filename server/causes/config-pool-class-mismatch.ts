import type { Cause } from "../../shared/cause.ts";
import { isOwn } from "./live.ts";
import { sessionsSeen } from "./sessions.ts";
import { ask, slotOr, so, supports, TRAFFIC_BACK, weighByOutcome } from "./words.ts";

/** A synchronous pool class given to an asyncio engine, or the reverse: no query ever runs. */
export const poolClassMismatch: Cause = {
  id: "config.pool-class-mismatch",
  title: "Pool class does not fit the database engine",
  why: "SQLAlchemy refuses to build the engine, so every database route fails from the first request of the revision on. No query ever ran: nothing in the database, present or absent, can be the cause of these requests.",
  sources: [
    "sqlalchemy:lib/sqlalchemy/engine/create.py",
    "https://docs.sqlalchemy.org/en/20/errors.html#error-pcls",
    "sqlalchemy#8771",
  ],
  signs: [
    {
      text: /Pool class (?<poolClass>\w{1,80}) cannot be used with (?<engine>asyncio|non-asyncio) engine/,
      weight: 4,
      example:
        "Pool class QueuePool cannot be used with asyncio engine (Background on this error at: https://sqlalche.me/e/20/pcls)",
    },
    {
      text: /sqlalche\.me\/e\/\d\d\/pcls/,
      weight: 3,
      example: "(Background on this error at: https://sqlalche.me/e/20/pcls)",
    },
  ],
  headline: (slots) =>
    `Pool class ${slotOr(slots, "poolClass", "of the engine")} cannot be used with ${slotOr(slots, "engine", "this kind of")} engine`,
  component: () => "database engine configuration",
  echoes: ["boot.container-not-listening", "auth.system-user", "code.unhandled-exception"],
  alternatives: [],
  // Differences between the databases are worth knowing, and worth saying that they cannot be the cause.
  questions: (_slots, context) => [
    ask(context, "sessions", "database sessions"),
    ...(context.reference === undefined ? [] : [ask(context, "drift", context.reference)]),
  ],
  weigh: (check, _slots, environment) => {
    if (!isOwn(check, environment)) return undefined;
    if (sessionsSeen(check) === "none") return supports(1, so(check, "no engine was built, as the text says"));
    return weighByOutcome(check, {
      drift: { confirmed: [0, "this is latent: no query of these requests ever ran, so it cannot have caused them"] },
    });
  },
  mechanism: (slots) =>
    `create_async_engine() was given poolclass=${slotOr(slots, "poolClass", "of the other kind")}, which SQLAlchemy (2.0.28 and later) refuses for ${slotOr(slots, "engine", "this kind of")} engines, so no engine exists and no query runs.`,
  systemic: [
    {
      question: "Why did this environment build its engine in another way than the others?",
      candidates: [
        "The engine is built by code or settings that differ per environment.",
        "An upgrade of SQLAlchemy to 2.0.28 or later came with the image, and began to refuse what 2.0.27 accepted.",
      ],
    },
    {
      question: "Why did the revision take traffic without having opened one database session?",
      candidates: ["No start-up check opens a database session before the revision takes traffic."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Send traffic back to the last revision that could build its engine",
      detail: () => TRAFFIC_BACK,
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: (slots) => `Remove poolclass=${slotOr(slots, "poolClass", "…")} from the engine`,
      detail: (slots) =>
        slots.engine === "non-asyncio"
          ? "Drop `poolclass` from create_engine() so that SQLAlchemy chooses QueuePool, or use NullPool."
          : "Drop `poolclass` from create_async_engine() so that SQLAlchemy chooses AsyncAdaptedQueuePool, or name AsyncAdaptedQueuePool, NullPool or StaticPool. Compare the lock files of the last good and the first bad image for the SQLAlchemy version.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See a database route answer on the new revision",
      detail: () => "Call one route that reads the database and expect 2xx; the pool error must not appear again.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Open a database session before a revision takes traffic",
      detail: () =>
        "Run `select 1` in the start-up probe through the same engine factory that requests use, and build that engine in one place for all environments, with a test that builds it for each.",
    },
  ],
};
