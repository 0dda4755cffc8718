import type { MetricServiceClient } from "@google-cloud/monitoring";
import type { Observation, Question } from "../../../shared/check.ts";
import { DAY, HOUR, MINUTE, SECOND, toIso } from "../../../shared/time.ts";
import { before } from "../../lib/deadline.ts";
import { messageOf } from "../../lib/errors.ts";
import { environmentNamed, failed, type InspectRun, seen, since } from "../observe.ts";
import { type MonitoringSettings, openMonitoring } from "./client.ts";
import { filterOf, METRICS, type Metric, metricOf } from "./metrics.ts";
import { type Series, seriesOf } from "./series.ts";

export type { MonitoringSettings };

const MAX_SERIES = 20;
const ALIGNMENT_SECONDS = MINUTE / SECOND;

/**
 * Series of Cloud Monitoring around the time that each question names, all through one client. Where none can be asked no client is
 * opened: loading it takes longer than a small analysis.
 */
export async function readMetrics(questions: Question[], run: InspectRun): Promise<Observation[]> {
  const asked = questions.map((question) => askedOf(question, run));
  if (asked.every(isAnswered)) return asked;
  const client = await openMonitoring(run.monitoring ?? {});
  if (typeof client === "string") {
    return asked.map((one) => (isAnswered(one) ? one : failed(one.question, run.now(), client)));
  }
  try {
    return await Promise.all(asked.map((one) => (isAnswered(one) ? one : readMetric(client, one, run))));
  } finally {
    await client.close();
  }
}

/** A question with the metric that it means and the project to ask for it. */
type Asked = { question: Question; metric: Metric; project: string };

/** What a question asks for; the answer where it asks for nothing that there is. */
function askedOf(question: Question, run: InspectRun): Asked | Observation {
  const metric = metricOf(question);
  const project = projectOf(question, run);
  if (metric !== undefined && project !== undefined) return { question, metric, project };
  const reason =
    metric === undefined
      ? `no metric is called "${question.params.metric ?? question.target}"; known are ${METRICS.map(({ id }) => id).join(", ")}`
      : `no project is configured for environment "${question.environment}"; add environments[].projects`;
  return failed(question, run.now(), reason);
}

function projectOf(question: Question, run: InspectRun): string | undefined {
  const environment = environmentNamed(run, question.environment);
  return question.params.project ?? (typeof environment === "string" ? undefined : environment.projects[0]);
}

function isAnswered(asked: Asked | Observation): asked is Observation {
  return "result" in asked;
}

async function readMetric(
  client: MetricServiceClient,
  { question, metric, project }: Asked,
  run: InspectRun,
): Promise<Observation> {
  const at = run.now();
  const startedAt = performance.now();
  const window = windowOf(question, at);
  const filter = filterOf(metric, question.params);
  const how = `timeSeries.list projects/${project} ${filter} from ${toIso(window.from)} to ${toIso(window.to)}`;
  try {
    const series = await before(
      Date.now() + run.budgetMs,
      list(client, metric, { project, filter, ...window }, run.budgetMs),
    );
    const facts = { metric: metric.id, title: metric.title, unit: metric.unit, project, series };
    return seen(question, at, facts, how, since(startedAt));
  } catch (error) {
    return failed(question, at, monitoringFault(error, run.budgetMs), how, since(startedAt));
  }
}

/** From `params.from` to `params.to`; default the last hour. At most a day, so that every minute is a point. */
function windowOf(question: Question, now: number): { from: number; to: number } {
  const to = timeOf(question.params.to) ?? now;
  const from = timeOf(question.params.from) ?? to - HOUR;
  return from < to ? { from: Math.max(from, to - DAY), to } : { from: to - HOUR, to };
}

function timeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = /^\d{10,}$/.test(text) ? Number(text) : Date.parse(text);
  return Number.isFinite(at) ? at : undefined;
}

type Range = { project: string; filter: string; from: number; to: number };

async function list(client: MetricServiceClient, metric: Metric, range: Range, budgetMs: number): Promise<Series[]> {
  const [found] = await client.listTimeSeries(
    {
      name: `projects/${range.project}`,
      filter: range.filter,
      interval: { startTime: timestamp(range.from), endTime: timestamp(range.to) },
      aggregation: {
        alignmentPeriod: { seconds: ALIGNMENT_SECONDS },
        perSeriesAligner: metric.aligner,
        crossSeriesReducer: metric.reducer,
        groupByFields: metric.by === undefined ? [] : [`metric.labels.${metric.by}`],
      },
      view: "FULL",
    },
    { timeout: budgetMs, autoPaginate: false },
  );
  return found.slice(0, MAX_SERIES).map((one) => seriesOf(one, metric.by));
}

function timestamp(at: number): { seconds: number; nanos: number } {
  return { seconds: Math.floor(at / SECOND), nanos: Math.floor(at % SECOND) * 1_000_000 };
}

/** Why Cloud Monitoring gave nothing, by gRPC status. */
function monitoringFault(error: unknown, budgetMs: number): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === 7) return "Cloud Monitoring refused: the credentials lack roles/monitoring.viewer on this project";
  if (code === 16) return "Cloud Monitoring refused the credentials";
  if (code === 8) return "Cloud Monitoring's quota is used up for now";
  if (code === 4 || messageOf(error) === "timeout expired") {
    return `Cloud Monitoring did not answer within ${budgetMs / SECOND} s`;
  }
  return `Cloud Monitoring could not be asked: ${messageOf(error)}`;
}
