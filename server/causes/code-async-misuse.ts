import type { Cause } from "../../shared/cause.ts";
import { slotOr } from "./words.ts";

/** Asynchronous code used in a way its runtime forbids: not dependent on any data. */
export const asyncMisuse: Cause = {
  id: "code.async-misuse",
  title: "Asynchronous code is misused",
  why: "One connection used by two tasks at once, lazy loading outside the async bridge, an event loop entered twice, or a coroutine never awaited. The stack is the same each time and nothing in the database can cause it; some kinds show only under concurrency.",
  sources: [
    "sqlalchemy:lib/sqlalchemy/util/concurrency.py",
    "asyncpg:asyncpg/connection.py",
    "cpython:Lib/asyncio/base_events.py",
  ],
  signs: [
    {
      text: /greenlet_spawn has not been called; can't call (?:await_\(\)|await_only\(\)) here/,
      weight: 4,
      slots: { misuse: "lazy loading outside the async bridge" },
      example:
        "sqlalchemy.exc.MissingGreenlet: greenlet_spawn has not been called; can't call await_() here. Was IO attempted in an unexpected place?",
    },
    {
      text: /sqlalche\.me\/e\/\d\d\/xd2s/,
      weight: 3,
      slots: { misuse: "lazy loading outside the async bridge" },
      example: "(Background on this error at: https://sqlalche.me/e/20/xd2s)",
    },
    {
      text: /cannot perform operation: another operation is in progress/,
      weight: 4,
      slots: { misuse: "one connection used by two tasks" },
      example: "asyncpg.exceptions._base.InterfaceError: cannot perform operation: another operation is in progress",
    },
    {
      text: /This session is provisioning a new connection; concurrent operations are not permitted/,
      weight: 4,
      slots: { misuse: "one session used by two tasks" },
      example:
        "sqlalchemy.exc.InvalidRequestError: This session is provisioning a new connection; concurrent operations are not permitted",
    },
    {
      text: /attached to a different loop/,
      weight: 4,
      slots: { misuse: "object of another event loop" },
      example: "RuntimeError: Task <Task pending> got Future <Future pending> attached to a different loop",
    },
    {
      text: /asyncio\.run\(\) cannot be called from a running event loop|This event loop is already running/,
      weight: 4,
      slots: { misuse: "event loop entered twice" },
      example: "RuntimeError: This event loop is already running",
    },
    {
      text: /coroutine '(?<function>[\w.<>]{1,150})' was never awaited/,
      weight: 3,
      slots: { misuse: "coroutine never awaited" },
      example: "RuntimeWarning: coroutine 'Client.close' was never awaited",
    },
    {
      text: /'coroutine' object (?:is not|has no attribute|does not support)/,
      weight: 4,
      slots: { misuse: "coroutine never awaited" },
      example: "TypeError: 'coroutine' object is not subscriptable",
    },
    {
      text: /can't be used in 'await' expression/,
      weight: 4,
      slots: { misuse: "await on a plain value" },
      example: "TypeError: object dict can't be used in 'await' expression",
    },
    {
      text: /You cannot call this from an async context - use a thread or sync_to_async/,
      weight: 4,
      slots: { misuse: "synchronous call in async context" },
      example:
        "django.core.exceptions.SynchronousOnlyOperation: You cannot call this from an async context - use a thread or sync_to_async.",
    },
    {
      text: /lazy load operation of attribute '(?<attribute>\w{1,100})' cannot proceed/,
      weight: 3,
      slots: { misuse: "lazy loading after the session ended" },
      example:
        "sqlalchemy.orm.exc.DetachedInstanceError: Parent instance <Parent at 0x7f> is not bound to a Session; lazy load operation of attribute 'children' cannot proceed",
    },
    {
      exception: /(?:^|\.)MissingGreenlet$/,
      weight: 4,
      slots: { misuse: "lazy loading outside the async bridge" },
      example: "sqlalchemy.exc.MissingGreenlet: x",
    },
  ],
  headline: (slots) => `Asynchronous code is misused: ${slotOr(slots, "misuse", "see the stack")}`,
  component: () => "application code",
  echoes: ["boot.container-not-listening", "auth.system-user", "code.unhandled-exception"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: (slots) =>
    `The code uses asynchronous parts in a way that their runtime forbids (${slotOr(slots, "misuse", "see the stack")}), so the call fails wherever that line runs.`,
  systemic: [
    {
      question: "Why does this code reach production?",
      candidates: [
        "The code was moved to async without tests that run it concurrently.",
        "One session or connection is shared by the whole process.",
      ],
    },
    {
      question: "Why did no check see it?",
      candidates: ["No lint rule or integration test covers async use of the database."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Send traffic back to the last revision without it",
      detail: () => "gcloud run services update-traffic SERVICE --region REGION --to-revisions LAST_GOOD_REVISION=100",
      criterion: "endpoint",
    },
    {
      kind: "fix",
      title: () => "One session per task, everything loaded before it is used",
      detail: () =>
        "Make a session per request or task (async_sessionmaker), load relations with selectinload(), call synchronous code through run_sync() or a thread, and await every coroutine.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "Call the failing route concurrently",
      detail: () => "Fifty requests at once to the route that failed; all must answer 2xx.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Test concurrently, and lint for what is not awaited",
      detail: () =>
        "Run integration tests with concurrent requests, PYTHONASYNCIODEBUG=1 and -W error::RuntimeWarning; in TypeScript the no-floating-promises rule.",
    },
  ],
};
