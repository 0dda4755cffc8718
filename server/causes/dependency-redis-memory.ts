import type { Cause } from "../../shared/cause.ts";

/** Redis is full and evicts nothing: writes are refused, reads go on. */
export const redisMemory: Cause = {
  id: "dependency.redis-memory",
  title: "Redis is out of memory",
  why: "Redis reached maxmemory and its policy evicts nothing, so every command that could grow the data is refused. Reads still work. Most often keys without an end of life piled up.",
  sources: ["redis:src/server.c", "https://redis.io/docs/latest/develop/reference/eviction/"],
  signs: [
    {
      text: /OOM command not allowed when used memory/,
      weight: 4,
      example: "-OOM command not allowed when used memory > 'maxmemory'.",
    },
    {
      text: /used memory > 'maxmemory'/,
      weight: 4,
      example: "redis.exceptions.OutOfMemoryError: command not allowed when used memory > 'maxmemory'.",
    },
  ],
  headline: () => "Redis is out of memory and refuses writes",
  component: () => "Redis",
  echoes: ["boot.container-not-listening", "auth.system-user", "code.unhandled-exception"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: () =>
    "Redis used all of maxmemory under a policy that evicts nothing, so it refuses every command that would store more.",
  systemic: [
    {
      question: "Why did Redis fill up?",
      candidates: ["Keys are written without an end of life.", "The data grew past a size that was set once."],
    },
    {
      question: "Why was it not seen before it was full?",
      candidates: ["Nobody is told when used memory nears maxmemory."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Make room",
      detail: () =>
        "redis-cli info memory; redis-cli --bigkeys. Delete what can be computed again, or raise the size (Memorystore: gcloud redis instances update INSTANCE --size GB --region REGION).",
      criterion: "recurrence",
    },
    {
      kind: "fix",
      title: () => "Give every key an end of life, and choose a policy",
      detail: () =>
        "SET key value EX seconds; for a cache: maxmemory-policy allkeys-lru (Memorystore: --update-redis-config maxmemory-policy=allkeys-lru).",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See writes succeed and memory stay below the limit",
      detail: () => "redis-cli info memory: used_memory must stay below 80 % of maxmemory for a day.",
      criterion: "recurrence",
    },
    {
      kind: "prevent",
      title: () => "Alert at 80 % of maxmemory",
      detail: () => "Memorystore: redis.googleapis.com/stats/memory/usage_ratio above 0.8 for 10 minutes.",
    },
  ],
};
