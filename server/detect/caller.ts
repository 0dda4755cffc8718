import type { Caller } from "../../shared/events.ts";

type CountedCaller = Caller & { count: number };

/** User agents of programs that call on a schedule, with the words for people. First match decides. */
const AUTOMATA: readonly [pattern: RegExp, words: string][] = [
  [/GoogleStackdriverMonitoring-UptimeChecks|UptimeRobot|Pingdom|StatusCake|Better Uptime|Checkly/i, "an uptime check"],
  [/Google-Cloud-Scheduler/i, "Cloud Scheduler"],
  [/Google-Cloud-Tasks/i, "Cloud Tasks"],
  [/CloudPubSub|APIs-Google|Google-Cloud-Pub/i, "a Pub/Sub push subscription"],
  [/GoogleHC|kube-probe|ELB-HealthChecker/i, "a health check"],
  [/Prometheus|Grafana|Datadog|NewRelic/i, "a monitoring agent"],
  [/bot\b|crawler|spider/i, "a crawler"],
  [/python-requests|python-httpx|aiohttp|urllib/i, "a Python program"],
  [/axios|node-fetch|undici|^node\b|got\b/i, "a Node program"],
  [/curl|wget|HTTPie/i, "a command-line client"],
  [/Go-http-client|okhttp|Java\/|Apache-HttpClient|libwww|Ruby|PHP|Postman/i, "a program"],
];

const BROWSER = /Mozilla\/5\.0.*(Chrome|Firefox|Safari|Edg)/;

/** Whether a caller is a program that calls by itself, as its user agent says. No user agent: not known, false. */
export function isAutomated(caller: Caller): boolean {
  const agent = caller.userAgent ?? "";
  return AUTOMATA.some(([pattern]) => pattern.test(agent));
}

/** Who calls, in words: "an uptime check", "one browser tab", "12 callers". */
export function describeCaller(callers: readonly CountedCaller[], isClockLocked: boolean): string {
  const total = callers.reduce((sum, caller) => sum + caller.count, 0);
  const top = callers[0];
  if (top === undefined || total === 0) return isClockLocked ? "a scheduler (on the clock)" : "not known";
  if (top.count / total < 0.8) return `${callers.length} callers`;
  const agent = top.userAgent ?? "";
  const known = AUTOMATA.find(([pattern]) => pattern.test(agent));
  if (known !== undefined) return `${known[1]} (${shortAgent(agent)})`;
  if (BROWSER.test(agent)) return "one browser tab that polls";
  return agent === "" ? "one caller" : `one caller (${shortAgent(agent)})`;
}

function shortAgent(agent: string): string {
  const name = agent.split(/[\s(]/)[0] ?? agent;
  return name.slice(0, 60);
}
