import type { Observation, Question } from "../../shared/check.ts";
import type { EndpointConfig } from "../../shared/config.ts";
import { SECOND } from "../../shared/time.ts";
import { messageOf } from "../lib/errors.ts";
import { GuardedFetchError, type GuardedResponse, guardedFetch } from "../lib/guarded-fetch.ts";
import { environmentNamed, failed, type InspectRun, seen, since } from "./observe.ts";

const MAX_BODY_BYTES = 64 * 1024;
const EXCERPT_CHARACTERS = 500;

/**
 * What a configured endpoint answers now. Only what the operator configured is asked for, so its host may be private;
 * redirects are reported, not followed. Silence after connecting is an answer (status null); no connection is not.
 */
export async function probeEndpoint(question: Question, run: InspectRun): Promise<Observation> {
  const at = run.now();
  const endpoint = findEndpoint(question, run);
  if (typeof endpoint === "string") return failed(question, at, endpoint);
  const how = `${endpoint.method} ${withoutSecrets(endpoint.url)}`;
  const startedAt = performance.now();
  const timeoutMs = Math.min(endpoint.timeoutMs, run.budgetMs);
  const about = { timeoutMs, expected: endpoint.expect };
  try {
    const answer = await send(endpoint, timeoutMs);
    return seen(question, at, { ...answerFacts(answer), ...about }, how, since(startedAt));
  } catch (error) {
    const isSilent = error instanceof GuardedFetchError && (error.kind === "timeout" || error.kind === "broken");
    if (!isSilent) return failed(question, at, messageOf(error), how, since(startedAt));
    if (error.kind === "timeout" && timeoutMs < endpoint.timeoutMs) {
      const reason = `no answer within ${timeoutMs / SECOND} s, the time of one check, while ${endpoint.timeoutMs / SECOND} s are allowed`;
      return failed(question, at, reason, how, since(startedAt));
    }
    const facts = { status: null, latencyMs: since(startedAt), location: null, bodyExcerpt: "", ...about };
    return seen(question, at, facts, how, since(startedAt));
  }
}

function findEndpoint(question: Question, run: InspectRun): EndpointConfig | string {
  const environment = environmentNamed(run, question.environment);
  if (typeof environment === "string") return environment;
  const [, fromTarget, path = question.target] = /^([A-Z]+) (.+)$/.exec(question.target) ?? [];
  const method = (question.params.method ?? fromTarget ?? "GET").toUpperCase();
  const route = question.params.route ?? path;
  const found = environment.endpoints.find((one) => one.method === method && isSameRoute(one.route, route));
  if (found !== undefined) return found;
  return `no endpoint ${method} ${route} is configured for environment "${environment.name}"; add it under environments[].endpoints`;
}

/** Whether two routes are the same, whatever their parameters are called: `/a/:id` and `/a/{name}`. */
function isSameRoute(a: string, b: string): boolean {
  return plainRoute(a) === plainRoute(b);
}

function plainRoute(route: string): string {
  return route
    .replace(/[?#].*$/, "")
    .replace(/(.)\/$/, "$1")
    .split("/")
    .map((segment) => (/^[:{<*]/.test(segment) ? ":" : segment))
    .join("/");
}

/** Connecting gets the whole time: a slow server is told from an absent one by whether it accepts. */
function send(endpoint: EndpointConfig, timeoutMs: number): Promise<GuardedResponse> {
  return guardedFetch({
    url: endpoint.url,
    method: endpoint.method,
    headers: endpoint.headers,
    timeoutMs,
    connectTimeoutMs: Math.max(timeoutMs - 50, 50),
    maxResponseBytes: MAX_BODY_BYTES,
    allow: { hosts: [URL.parse(endpoint.url)?.hostname ?? ""] },
  });
}

function answerFacts(answer: GuardedResponse) {
  return {
    status: answer.status,
    latencyMs: Math.round(answer.durationMs),
    location: answer.headers.location === undefined ? null : withoutSecrets(answer.headers.location),
    bodyExcerpt: excerpt(answer.body),
  };
}

/** The beginning of a body as text: control characters and bytes that are no UTF-8 are replaced. */
function excerpt(body: Buffer): string {
  const text = body.subarray(0, 4 * EXCERPT_CHARACTERS).toString("utf8");
  return text
    .replace(/[\u0000-\u0020\u007f]+/g, " ")
    .trim()
    .slice(0, EXCERPT_CHARACTERS);
}

/** An address for people: credentials and the query, which may hold a token, are left out. */
function withoutSecrets(text: string): string {
  const url = URL.parse(text);
  if (url === null) return text.replace(/[?#].*$/, "");
  return `${url.protocol}//${url.host}${url.pathname}${url.search === "" ? "" : "?…"}`;
}
