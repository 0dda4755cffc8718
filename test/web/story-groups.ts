import type { IncidentGroup } from "../../shared/incident.ts";
import { MINUTE, SECOND, toIso } from "../../shared/time.ts";

/** Texts that try to become markup, code, or another order of letters. */
export const HOSTILE_TEXTS = [
  '<img src=x onerror="window.hacked=1"><script>window.hacked=2</script><b>bold</b>',
  "[click](javascript:window.hacked=3) **bold** `code` <!-- --> ]]> &lt;i&gt; {{constructor.constructor('window.hacked=4')()}}",
  "\u001b[31mred\u001b[0m \u202Egnp.exe\u202C \u0007 مرحبا 你好 🔥",
];

const DAY_MINUTES = 24 * 60;
const LONG_TEXT = `Traceback (most recent call last):\n${Array.from(
  { length: 40 },
  (_, depth) =>
    `  File "/app/netra/layers/module_${depth}.py", line ${depth * 7 + 3}, in call_${depth}\n    return await self.next(request)`,
).join("\n")}\nsqlalchemy.exc.ArgumentError: Pool class QueuePool cannot be used with asyncio engine`;

const CADENCE = { periodSeconds: 60, jitterSeconds: 1, confidence: 0.98, caller: "one uptime check" };

/** The five groups of the story: symptom, cause, two echoes, and one that has nothing to do with it. */
export function storyGroups(from: number, onset: number, to: number): IncidentGroup[] {
  const everyMinute = minutes(onset, to, () => 1);
  return [
    group("9d0c5e1a7b3f2468", "symptom", "GET /api/mcp/servers answers 500", everyMinute, {
      because: "It is what callers see: the route's requests end with 500.",
      kind: "request",
      family: "echo.http-error",
      template: "GET /api/mcp/servers → 500",
      slots: { method: "GET", route: "/api/mcp/servers", status: "500" },
      cadence: CADENCE,
      texts: ["GET /api/mcp/servers 500 in 38 ms (GoogleStackdriverMonitoring-UptimeChecks)"],
    }),
    group("1f4e7a9b0c2d3586", "cause", "Pool class QueuePool cannot be used with asyncio engine", everyMinute, {
      because: "It is raised first in every failed request, before any query could run.",
      family: "config.pool-class-mismatch",
      template: "Pool class <pool> cannot be used with <engine> engine",
      slots: { pool: "QueuePool", engine: "asyncio" },
      cadence: CADENCE,
      texts: [
        LONG_TEXT,
        "Pool class QueuePool cannot be used with asyncio engine (Background on this error at: https://sqlalche.me/e/20/pcls)",
      ],
    }),
    group("3a5b7c9d1e2f4068", "echo", "User 'system' failed authentication", everyMinute, {
      because: "It follows the failed database session in the same trace; no account was ever asked for.",
      family: "auth.system-user",
      template: "SYSTEM USER AUTHENTICATION FAILURE: User <name> failed authentication",
      slots: { user: "system" },
      cadence: CADENCE,
      texts: ["SYSTEM USER AUTHENTICATION FAILURE: User 'system' failed authentication"],
    }),
    group(
      "5c7d9e1f3a4b6280",
      "echo",
      HOSTILE_TEXTS[0] ?? "",
      minutes(onset, to, (at) => ((at / MINUTE) % 9 === 0 ? 3 : 0)),
      {
        because: `It is written by the same handler; its text is what a caller sent: ${HOSTILE_TEXTS[2]}`,
        kind: "message",
        family: null,
        template: "<img src=x onerror=<string>>",
        slots: { "<b>slot</b>": "<i>value</i>" },
        cadence: null,
        texts: HOSTILE_TEXTS,
        logsUrl: "javascript:window.hacked=5",
      },
    ),
    group(
      "7e9f1a3b5c6d8402",
      "unrelated",
      "Slow request to the billing export took longer than the limit that was configured for it",
      minutes(from, to, (at) => ((at / MINUTE) % 160 === 0 ? 1 : 0)),
      {
        because: "It occurs before the onset as often as after it.",
        kind: "message",
        family: null,
        template: "Slow request to <name> took <duration>",
        slots: {},
        cadence: null,
        texts: ["Slow request to billing-export took 30.2 s"],
      },
    ),
  ];
}

/** Non-empty minutes between two moments. */
function minutes(from: number, to: number, many: (at: number) => number): [string, number][] {
  const first = Math.ceil(from / MINUTE) * MINUTE;
  const all = Array.from({ length: DAY_MINUTES }, (_, index) => first + index * MINUTE).filter((at) => at < to);
  return all.flatMap((at): [string, number][] => (many(at) === 0 ? [] : [[toIso(at), many(at)]]));
}

type Some = Pick<IncidentGroup, "because" | "family" | "template" | "slots" | "cadence"> & {
  texts: string[];
  kind?: IncidentGroup["kind"];
  logsUrl?: string;
};

function group(
  id: string,
  role: IncidentGroup["role"],
  title: string,
  perMinute: [string, number][],
  some: Some,
): IncidentGroup {
  const { texts, kind = "exception", logsUrl = logsUrlOf(`labels.group="${id}"`), ...rest } = some;
  const first = perMinute[0]?.[0] ?? toIso(0);
  const count = perMinute.reduce((sum, [, errors]) => sum + errors, 0);
  return {
    id,
    role,
    title,
    kind,
    count,
    firstSeen: first,
    lastSeen: perMinute.at(-1)?.[0] ?? first,
    perMinute,
    revisions: [{ name: "netra-backend-staging-00035", count }],
    samples: texts.map((text, index) => ({
      insertId: `${id.slice(0, 6)}-${index}`,
      timestamp: toIso(Date.parse(first) + index * 60 * SECOND + 412),
      severity: index === 2 ? "WARNING" : "ERROR",
      text,
      instance: "00f46b9285d1c2a4e67a0c95b3f8d7e1",
      revision: "netra-backend-staging-00035",
      trace: "projects/netra-staging/traces/4bf92f3577b34da6a3ce929d0e0e4736",
      logsUrl,
    })),
    logsUrl,
    ...rest,
  };
}

/** An address of Logs Explorer with a query. */
export function logsUrlOf(query: string): string {
  return `https://console.cloud.google.com/logs/query;query=${encodeURIComponent(query)}?project=netra-staging`;
}
