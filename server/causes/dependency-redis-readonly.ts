import type { Cause } from "../../shared/cause.ts";

/** The client talks to a replica that takes no writes. */
export const redisReadonly: Cause = {
  id: "dependency.redis-readonly",
  title: "Redis replica takes no writes",
  why: "After a failover the client still holds its connection to the old primary, now a replica; or the address in its settings is the read endpoint. A replica cut off from its primary may refuse reads too.",
  sources: [
    "redis:src/server.c",
    "https://cloud.google.com/memorystore/docs/redis/high-availability-for-memorystore-for-redis",
  ],
  signs: [
    {
      text: /READONLY You can't write against a read only (?:replica|slave)/,
      weight: 4,
      example: "-READONLY You can't write against a read only replica.",
    },
    {
      text: /MASTERDOWN Link with MASTER is down/,
      weight: 4,
      slots: { reply: "MASTERDOWN" },
      example: "-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
    },
    {
      text: /NOREPLICAS Not enough good replicas to write/,
      weight: 4,
      slots: { reply: "NOREPLICAS" },
      example: "-NOREPLICAS Not enough good replicas to write.",
    },
    { exception: /(?:^|\.)ReadOnlyError$/, weight: 4, example: "redis.exceptions.ReadOnlyError: no" },
  ],
  headline: (slots) =>
    slots.reply === undefined ? "Redis answers as a read-only replica" : `Redis replication is broken (${slots.reply})`,
  component: () => "Redis endpoint",
  echoes: ["boot.container-not-listening", "auth.system-user", "code.unhandled-exception"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: () => "The server that the client is connected to is not the primary, so it refuses what needs one.",
  systemic: [
    {
      question: "Why does the client talk to a replica?",
      candidates: [
        "The client keeps its connections over a failover.",
        "The address in the settings is the read endpoint.",
      ],
    },
    { question: "Why was it not seen before?", candidates: ["A failover was never rehearsed."] },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Reconnect the clients",
      detail: () =>
        "Restart the service's instances (deploy the same image again) so that they connect to the primary.",
      criterion: "recurrence",
    },
    {
      kind: "fix",
      title: () => "Use the primary endpoint, and reconnect on READONLY",
      detail: () =>
        "Memorystore: gcloud redis instances describe INSTANCE --region REGION --format 'value(host,readEndpoint)'; use host. ioredis: reconnectOnError for READONLY; redis-py: retry with a new connection on ReadOnlyError.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See a write succeed",
      detail: () => "redis-cli -h HOST info replication must say role:master, and the failing route answer 2xx.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Rehearse a failover",
      detail: () =>
        "gcloud redis instances failover INSTANCE --region REGION in staging, under traffic, every quarter.",
    },
  ],
};
