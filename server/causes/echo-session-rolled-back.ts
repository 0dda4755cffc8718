import type { Cause } from "../../shared/cause.ts";

/** A SQLAlchemy session used on after a failed flush or a lost connection. */
export const sessionRolledBack: Cause = {
  id: "echo.session-rolled-back",
  title: "Session was already rolled back",
  why: "SQLAlchemy refuses a session whose flush failed or whose connection was lost until rollback() is called. The real error is printed after 'Original exception was:', or came shortly before.",
  sources: [
    "sqlalchemy:lib/sqlalchemy/orm/session.py",
    "sqlalchemy:lib/sqlalchemy/engine/base.py",
    "https://docs.sqlalchemy.org/en/20/errors.html",
  ],
  signs: [
    {
      text: /This Session's transaction has been rolled back due to a previous exception during flush/,
      weight: 4,
      example:
        "sqlalchemy.exc.PendingRollbackError: This Session's transaction has been rolled back due to a previous exception during flush. To begin a new transaction with this Session, first issue Session.rollback().",
    },
    {
      text: /Can't reconnect until invalid (?:savepoint )?transaction is rolled back/,
      weight: 4,
      example: "Can't reconnect until invalid transaction is rolled back.  Please rollback() fully before proceeding",
    },
    {
      text: /sqlalche\.me\/e\/\d\d\/(?:7s2a|8s2b)/,
      weight: 3,
      example: "(Background on this error at: https://sqlalche.me/e/20/8s2b)",
    },
    {
      text: /This transaction is (?:inactive|closed)$|can't operate on closed transaction inside context manager/i,
      weight: 2,
      example: "Can't operate on closed transaction inside context manager.",
    },
    { exception: /(?:^|\.)PendingRollbackError$/, weight: 4, example: "sqlalchemy.exc.PendingRollbackError: x" },
  ],
  headline: () => "A database session is used on after it failed",
  component: () => "database session of the app",
  echoes: [],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: () => "A flush failed or the connection was lost, and the same session was used on without a rollback.",
  systemic: [
    {
      question: "Why is a failed session used on?",
      candidates: ["One session is shared by several requests.", "No error boundary rolls the session back."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Restart the instances that hold the broken session",
      detail: () =>
        "Deploy the same image again, so that every instance begins with fresh sessions; then look for the first error.",
      criterion: "recurrence",
    },
    {
      kind: "fix",
      title: () => "One session per request, rolled back on error",
      detail: () =>
        "async with async_session() as session, session.begin(): …; and pool_pre_ping=True so that lost connections are found before they are used.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See the first error gone",
      detail: () => "This text must disappear together with the error that came first.",
      criterion: "recurrence",
    },
    {
      kind: "prevent",
      title: () => "Test a failing statement inside a request",
      detail: () => "Add a test in which one request fails in the database and the next one succeeds.",
    },
  ],
};
