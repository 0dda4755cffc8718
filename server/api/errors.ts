import { randomUUID } from "node:crypto";
import type { ErrorRequestHandler, Request, RequestHandler } from "express";
import { z } from "zod";
import type { ErrorResponse } from "../../shared/api.ts";
import { SECOND } from "../../shared/time.ts";
import { messageOf, PlumblineError } from "../lib/errors.ts";
import type { Log } from "../lib/log.ts";

/** An address that no route answers. */
export const noSuchRoute: RequestHandler = (request) => {
  throw new PlumblineError(
    "not-found",
    `${request.method} ${request.originalUrl.split("?")[0]} is not an address of this API.`,
  );
};

/** Every fault as `{ error: { code, message, requestId } }`. Faults of ours are logged under their request id and not shown. */
export function answerErrors(log: Log): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) return next(error);
    const { status, code, message, requestId } = noteFault(log, request, error);
    response.setHeader("cache-control", "no-store");
    const body: ErrorResponse = { error: { code, message, requestId } };
    response.status(status).json(body);
  };
}

type Fault = { status: number; code: string; message: string };

/**
 * What to tell of a fault, under a new request id. One of ours is logged with its reason; requests that are asked to come again, of which
 * there may be many, once in ten seconds with their number.
 */
export function noteFault(
  log: Log,
  { path }: Pick<Request, "path">,
  error: unknown,
  now = performance.now(),
): Fault & { requestId: string } {
  const requestId = randomUUID();
  const { status, code, message } = toFault(error);
  if (code === "unavailable") noteTurnedAway(log, { requestId, path, err: messageOf(error) }, now);
  else if (status >= 500) log.error("a request failed", { requestId, path, err: messageOf(error) });
  return { status, code, message, requestId };
}

const TURNED_AWAY_EVERY = 10 * SECOND;

/** By the log that hears of them: when that was last told, and how many came since. */
const TURNED_AWAY = new WeakMap<Log, { toldAt: number; untold: number }>();

function noteTurnedAway(log: Log, last: { requestId: string; path: string; err: string }, now: number): void {
  const { toldAt, untold } = TURNED_AWAY.get(log) ?? { toldAt: Number.NEGATIVE_INFINITY, untold: 0 };
  const isDue = now - toldAt >= TURNED_AWAY_EVERY;
  if (isDue) log.error("requests were asked to come again", { requests: untold + 1, ...last });
  TURNED_AWAY.set(log, isDue ? { toldAt: now, untold: 0 } : { toldAt, untold: untold + 1 });
}

function toFault(error: unknown): Fault {
  if (error instanceof PlumblineError) return error;
  if (error instanceof z.ZodError) return { status: 400, code: "bad-input", message: z.prettifyError(error) };
  if (isUnstorable(error))
    return { status: 400, code: "bad-input", message: "The request can't be read: it holds a NUL character." };
  const status = statusOf(error);
  if (status === 413) return { status, code: "too-large", message: "The body is larger than 100 kB." };
  if (status !== undefined && status < 500)
    return { status, code: "bad-input", message: `The request can't be read: ${messageOf(error)}` };
  return {
    status: 500,
    code: "internal",
    message: "Plumbline failed at this request. Its log has the reason under this request id.",
  };
}

/** PostgreSQL keeps no NUL in texts: `character_not_in_repertoire`. https://www.postgresql.org/docs/current/errcodes-appendix.html */
function isUnstorable(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "22021";
}

/** The status that express's own parts put on what they throw. */
function statusOf(error: unknown): number | undefined {
  return typeof error === "object" && error !== null && "status" in error && typeof error.status === "number"
    ? error.status
    : undefined;
}
