import type { Request, RequestHandler } from "express";
import type { Identity } from "../../shared/identity.ts";
import { HOUR, MINUTE } from "../../shared/time.ts";
import { messageOf } from "../lib/errors.ts";
import { addAuditRow, type NewAuditRow } from "../store/audit.ts";
import type { ApiDeps } from "./deps.ts";
import { identityOf, pathOf } from "./guard-access.ts";
import { ruleFor } from "./security-match.ts";

/** Writes down who did what. */
export type Audit = {
  /** A sign-in: the first request of an identity from an address, and again after an hour. */
  signedIn: (request: Request, identity: Identity) => Promise<void>;
  /** Credentials that did not hold, or what somebody may not do; at most 100 a minute, so that nobody can fill the log. */
  refused: (request: Request, identity: Identity | undefined, why: string) => Promise<void>;
  /** Changes: each is written down before it is tried, and again where it came to nothing. What can't be written is not done. */
  changes: RequestHandler;
};

const MAX_REMEMBERED = 10_000;
const MAX_REFUSALS_PER_MINUTE = 100;
const READS = new Set(["GET", "HEAD", "OPTIONS"]);

export function createAudit({ pool, log, now }: ApiDeps): Audit {
  const seen = new Map<string, number>();
  let refusals = { minute: 0, count: 0 };
  const write = (request: Request, row: Pick<NewAuditRow, "who" | "method" | "action" | "outcome" | "detail">) =>
    addAuditRow(pool, { ...row, at: now(), address: request.ip ?? null, target: pathOf(request) });

  async function signedIn(request: Request, { who, method }: Identity): Promise<void> {
    const key = `${method} ${who} ${request.ip ?? ""}`;
    const at = now();
    if (at - (seen.get(key) ?? Number.NEGATIVE_INFINITY) < HOUR) return;
    if (seen.size >= MAX_REMEMBERED) seen.clear();
    seen.set(key, at);
    await write(request, { who, method, action: "sign-in", outcome: "done", detail: null });
  }

  async function refused(request: Request, identity: Identity | undefined, why: string): Promise<void> {
    const minute = Math.floor(now() / MINUTE);
    refusals = minute === refusals.minute ? { minute, count: refusals.count + 1 } : { minute, count: 1 };
    if (refusals.count > MAX_REFUSALS_PER_MINUTE) return;
    const { who, method } = identity ?? { who: "nobody", method: "none" as const };
    const action = identity === undefined ? "sign-in" : actionOf(request);
    await write(request, { who, method, action, outcome: "refused", detail: why });
  }

  const changes: RequestHandler = async (request, response, next) => {
    if (READS.has(request.method)) return next();
    const { who, method } = identityOf(request);
    const action = actionOf(request);
    await write(request, { who, method, action, outcome: "asked", detail: null });
    response.on("finish", () => {
      if (response.statusCode < 400) return;
      const detail = `answered ${response.statusCode}`;
      write(request, { who, method, action, outcome: "failed", detail }).catch((error) =>
        log.error("the audit log could not be written", { err: messageOf(error) }),
      );
    });
    next();
  };

  return { signedIn, refused, changes };
}

function actionOf(request: Request): string {
  const path = pathOf(request);
  return `${request.method} ${ruleFor(request.method, path)?.rule.path ?? path}`;
}
