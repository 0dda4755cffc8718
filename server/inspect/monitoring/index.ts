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
  const unasked = questions.flatMap((question) => {
    const asked = askedOf(question, run);
    return typeof asked === "string" ? [failed(question, run.now(), asked)] : [];
  });
  if (unasked.length === questions.length) return unasked;
  const client = await openMonitoring(run.monitoring ?? {});
  if (typeof client === "string") return questions.map((question) => failed(question, run.now(), client));
  try {
    return await Promise.all(questions.map((question) => readMetric(client, question, run)));
  } finally {
    await client.close();
  }
}

async function readMetric(client: MetricServiceClient, question: Question, run: InspectRun): Promise<Observation> {
  const at = run.now();
  const startedAt = performance.now();
  const asked = askedOf(question, run);
  if (typeof asked === "string") return failed(question, at, asked);
  const { metric, project } = asked;
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

/** The metric that a question means and the project to ask for it, or the reason why there is none. */
function askedOf(question: Question, run: InspectRun): { metric: Metric; project: string } | string {
  const metric = metricOf(question);
  if (metric === undefined) {
    return `no metric is called "${question.params.metric ?? question.target}"; known are ${METRICS.map(({ id }) => id).join(", ")}`;
  }
  const project = projectOf(question, run);
  return project === undefined
    ? `no project is configured for environment "${question.environment}"; add environments[].projects`
    : { metric, project };
}

function projectOf(question: Question, run: InspectRun): string | undefined {
  const environment = environmentNamed(run, question.environment);
  return question.params.project ?? (typeof environment === "string" ? undefined : environment.projects[0]);
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

type Asked = { project: string; filter: string; from: number; to: number };

async function list(client: MetricServiceClient, metric: Metric, asked: Asked, budgetMs: number): Promise<Series[]> {
  const [found] = await client.listTimeSeries(
    {
      name: `projects/${asked.project}`,
      filter: asked.filter,
      interval: { startTime: timestamp(asked.from), endTime: timestamp(asked.to) },
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
