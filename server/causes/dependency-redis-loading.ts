import type { Cause } from "../../shared/cause.ts";

/** Redis has just started and reads its data from disk. */
export const redisLoading: Cause = {
  id: "dependency.redis-loading",
  title: "Redis is loading its data",
  why: "Redis restarted and answers nothing until its data set is in memory. It passes by itself; what matters is why it restarted and whether clients come back.",
  sources: ["redis:src/server.c"],
  signs: [
    {
      text: /LOADING Redis is loading the dataset in memory/,
      weight: 4,
      example: "-LOADING Redis is loading the dataset in memory",
    },
    { exception: /(?:^|\.)BusyLoadingError$/, weight: 4, example: "redis.exceptions.BusyLoadingError: wait" },
  ],
  headline: () => "Redis restarted and is loading its data",
  component: () => "Redis",
  echoes: ["boot.container-not-listening", "auth.system-user", "code.unhandled-exception"],
  alternatives: [],
  questions: () => [],
  weigh: () => undefined,
  mechanism: () => "Redis restarted and refuses commands until its data set is read from disk.",
  systemic: [
    { question: "Why did Redis restart?", candidates: ["Maintenance, a failover or a lack of memory ended it."] },
    {
      question: "Why did a restart of Redis fail requests?",
      candidates: ["Clients neither wait nor retry, and a restart was never rehearsed."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: () => "Wait until the data is loaded",
      detail: () =>
        "redis-cli info persistence: loading:0 says it is done; loading_eta_seconds says how long it takes.",
      criterion: "recurrence",
    },
    {
      kind: "fix",
      title: () => "Wait and retry in the client",
      detail: () =>
        "Retry with growing delays on LOADING for as long as a load takes; answer from the source where Redis is only a cache.",
      criterion: "recurrence",
    },
    {
      kind: "validate",
      title: () => "See commands succeed",
      detail: () => "redis-cli ping must answer PONG, and the failing route 2xx.",
      criterion: "endpoint",
    },
    {
      kind: "prevent",
      title: () => "Keep a replica, and rehearse the restart",
      detail: () =>
        "Use the tier with a replica, so that a restart becomes a failover; rehearse it in staging under traffic.",
    },
  ],
};
