import type { Cause } from "../../shared/cause.ts";
import { slotOr } from "./words.ts";

/** No Redis connection to be had: the server's limit, the client's pool, or a lost link. */
export const redisClients: Cause = {
  id: "dependency.redis-clients",
  title: "No Redis connection to be had",
  why: "Three causes hide here, and the text tells them apart: the server's maxclients is reached, the client's own pool is empty, or the link breaks again and again until retries run out.",
  sources: [
    "redis:src/networking.c",
    "redis-py:redis/connection.py",
    "ioredis:lib/errors/MaxRetriesPerRequestError.ts",
    "redis-py:redis/_parsers/socket.py",
  ],
  signs: [
    {
      text: /ERR max number of clients reached/,
      weight: 4,
      slots: { limit: "server" },
      example: "-ERR max number of clients reached",
    },
    {
      text: /max number of clients \+ cluster connections reached/,
      weight: 4,
      slots: { limit: "server" },
      example: "-ERR max number of clients + cluster connections reached",
    },
    {
      text: /Reached the max retries per request limit/,
      weight: 3,
      slots: { limit: "link" },
      example:
        'MaxRetriesPerRequestError: Reached the max retries per request limit (which is 20). Refer to "maxRetriesPerRequest" option for details.',
    },
    {
      text: /redis\.exceptions\.(?:Max)?Connections?Error: Too many connections/,
      weight: 4,
      slots: { limit: "client" },
      example: "redis.exceptions.ConnectionError: Too many connections",
    },
    { text: /^Too many connections$/, weight: 2, slots: { limit: "client" }, example: "Too many connections" },
    {
      text: /redis\.exceptions\.ConnectionError: Connection closed by server\.|^Connection closed by server\.$/,
      weight: 3,
      slots: { limit: "link" },
      example: "redis.exceptions.ConnectionError: Connection closed by server.",
    },
    {
      exception: /(?:^|\.)MaxConnectionsError$/,
      weight: 4,
      slots: { limit: "client" },
      example: "redis.exceptions.MaxConnectionsError: full",
    },
    {
      exception: /^MaxRetriesPerRequestError$/,
      weight: 3,
      slots: { limit: "link" },
      example: "MaxRetriesPerRequestError: gave up",
    },
  ],
  headline: (slots) =>
    slots.limit === "link"
      ? "The link to Redis breaks again and again"
      : `The ${slotOr(slots, "limit", "client")}'s limit of Redis connections is reached`,
  component: (slots) => (slots.limit === "client" ? "Redis connection pool of the app" : "Redis connections"),
  echoes: ["boot.container-not-listening", "auth.system-user", "code.unhandled-exception"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: (slots) => {
    if (slots.limit === "link")
      return "Connections to Redis were lost or never came about, until the client's retries ran out.";
    return slots.limit === "server"
      ? "All clients together hold as many connections as Redis allows, so it turns further ones away."
      : "The app's own pool had handed out all of its connections, so the request got none.";
  },
  systemic: [
    {
      question: "Why were there too few connections, or too many clients?",
      candidates: [
        "Each request or worker makes a client of its own.",
        "Pool size times instances was never compared with maxclients.",
      ],
    },
    { question: "Why was it not seen before?", candidates: ["Nobody owns the connection budget."] },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Give back or allow connections",
      detail: () =>
        "redis-cli info clients; restart the instances that hold the most (redis-cli client list), or lower the maximum number of instances.",
      criterion: "recurrence",
    },
    {
      kind: "fix",
      title: () => "Share one client per process, sized to its concurrency",
      detail: () =>
        "redis-py: one BlockingConnectionPool(max_connections=CONCURRENCY, timeout=5) per process; ioredis: one client per process with retryStrategy and keepAlive.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See connections stay below the limit",
      detail: () => "redis-cli info clients: connected_clients must stay below 80 % of maxclients at the busiest hour.",
      criterion: "recurrence",
    },
    {
      kind: "prevent",
      title: () => "Write the budget down and alert on it",
      detail: () =>
        "pool size × workers × maximum instances × 2 during a rollout must stay below maxclients; alert at 80 %.",
    },
  ],
};
