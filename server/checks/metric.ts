import type { Question } from "../../shared/check.ts";
import { type Facts, factsOf } from "../../shared/facts.ts";
import { confirmed, defineCheck, refuted, unseen, type Verdict } from "./define.ts";
import { percent } from "./words.ts";

/** From here on memory, CPU or disk count as used up. */
const FULL_SHARE = 0.9;
const SHARES = ["memory", "cpu", "sql_memory", "sql_cpu", "sql_disk"];

/** Where the limit of a count is stated. */
const LIMIT_KEYS: Record<string, string> = {
  instance_count: "set services[].pool.maxInstances to the service's --max-instances",
  sql_connections: "the check of connections compares with max_connections",
  request_latencies: "a latency has no limit of its own",
};

type Point = [at: string, value: number];

export const metric = defineCheck({
  id: "metric",
  title: "Metric around the onset",
  why: "Reads a series of Cloud Monitoring: requests by class before and after the onset (params.at), memory, CPU and disk against 90 %, whether the database instance was up, counts against params.limit. Cloud Run's metrics come up to 3 minutes late. Without credentials the answer is unknown.",
  suspicion: (question) => suspicionOf(question),
  read: factsOf.metric,
  judgeFacts: (facts, question) => {
    const points = facts.series.flatMap((series) => series.points);
    if (points.length === 0) return unseen(suspicionOf(question), "Cloud Monitoring has no point in this time");
    if (facts.metric === "request_count") return requests(facts, question);
    if (facts.metric === "sql_up") return up(facts, question, points);
    if (SHARES.includes(facts.metric)) return against(facts, question, points, FULL_SHARE);
    const limit = Number(question.params.limit ?? Number.NaN);
    const counted = facts.metric === "instance_count" ? atOnce(points) : points;
    if (Number.isFinite(limit)) return against(facts, question, counted, limit);
    const how = LIMIT_KEYS[facts.metric] ?? "the question names none";
    return unseen(
      suspicionOf(question),
      `the most was ${shown(facts, highest(counted))}, and no limit is known to compare with: ${how}`,
    );
  },
});

function suspicionOf(question: Question): string {
  const service = question.params.service === undefined ? "" : ` of ${question.params.service}`;
  return `metric ${question.params.metric ?? question.target}${service} in ${question.environment} shows the fault`;
}

/** Active and idle instances of one minute are instances at once. */
function atOnce(points: Point[]): Point[] {
  const sums = new Map<string, number>();
  for (const [at, value] of points) sums.set(at, (sums.get(at) ?? 0) + value);
  return [...sums];
}

/** Whether 5xx answers grew at the onset; without an onset, whether there are any. */
function requests(facts: Facts<"metric">, question: Question): Verdict {
  const failing = facts.series.filter(({ label }) => label === "5xx").flatMap(({ points }) => points);
  const onset = question.params.at === undefined ? undefined : timeOf(question.params.at);
  const before = perMinute(facts, failing, (at) => onset !== undefined && at < onset);
  const after = perMinute(facts, failing, (at) => onset === undefined || at >= onset);
  const rates =
    onset === undefined
      ? `${round(after)} a minute`
      : `${round(before)} a minute before the onset and ${round(after)} after`;
  const text = `Requests answered 5xx in ${question.environment}: ${rates}.`;
  return after > before ? confirmed(text, rates) : refuted(text, rates);
}

/** Mean over the minutes that any series has a point for: no point of 5xx in a minute with traffic is a zero. */
function perMinute(facts: Facts<"metric">, points: Point[], isIn: (at: number) => boolean): number {
  const minutes = new Set(
    facts.series.flatMap((series) => series.points.map(([at]) => at)).filter((at) => isIn(Date.parse(at))),
  );
  const sum = points.filter(([at]) => isIn(Date.parse(at))).reduce((total, [, value]) => total + value, 0);
  return minutes.size === 0 ? 0 : sum / minutes.size;
}

function up(facts: Facts<"metric">, question: Question, points: Point[]): Verdict {
  const down = points.find(([, value]) => value < 1);
  if (down === undefined)
    return refuted(
      `The database instance of ${question.environment} was up all the time.`,
      `${points.length} points, all 1`,
    );
  return confirmed(
    `The database instance of ${question.environment} was down at ${down[0]}.`,
    `${facts.metric} = ${down[1]} at ${down[0]}`,
  );
}

function against(facts: Facts<"metric">, question: Question, points: Point[], limit: number): Verdict {
  const from = question.params.limitFrom === undefined ? "" : `, from ${question.params.limitFrom}`;
  const [at, value] = points.reduce((most, point) => (point[1] > most[1] ? point : most));
  const text = `In ${question.environment}, ${facts.title} reached ${shown(facts, value)} at ${at} (limit ${shown(facts, limit)}${from}).`;
  return value >= limit ? confirmed(text, shown(facts, value)) : refuted(text, shown(facts, value));
}

function highest(points: Point[]): number {
  return points.reduce((most, [, value]) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

function shown(facts: Facts<"metric">, value: number): string {
  return facts.unit === "share" ? percent(value) : `${round(value)} ${facts.unit}`;
}

function timeOf(text: string): number {
  return /^\d{10,}$/.test(text) ? Number(text) : Date.parse(text);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
