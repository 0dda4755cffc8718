import type { Question } from "../../../shared/check.ts";

/** One series that Cloud Monitoring keeps, and how it is brought to one point a minute. */
export type Metric = {
  /** How questions name it. */
  id: string;
  type: string;
  title: string;
  unit: string;
  /** The resource label that `params.service` or `params.instance` picks. */
  resourceLabel: string;
  aligner: "ALIGN_DELTA" | "ALIGN_MAX" | "ALIGN_MIN" | "ALIGN_PERCENTILE_95" | "ALIGN_PERCENTILE_99";
  reducer: "REDUCE_SUM" | "REDUCE_MAX" | "REDUCE_MIN";
  /** The label that tells series apart. */
  by?: string;
};

const RUN = "run.googleapis.com";
const SQL = "cloudsql.googleapis.com/database";
const SERVICE = "service_name";
const INSTANCE = "database_id";

/** https://cloud.google.com/monitoring/api/metrics_gcp; utilizations of Cloud Run are distributions, 0 … 1. */
export const METRICS: Metric[] = [
  {
    id: "request_count",
    type: `${RUN}/request_count`,
    title: "requests by class of response",
    unit: "per minute",
    resourceLabel: SERVICE,
    aligner: "ALIGN_DELTA",
    reducer: "REDUCE_SUM",
    by: "response_code_class",
  },
  run("request_latencies", "request_latencies", "95th percentile of latency", "ms", "ALIGN_PERCENTILE_95"),
  run(
    "memory",
    "container/memory/utilizations",
    "memory in use, the fullest instances",
    "share",
    "ALIGN_PERCENTILE_99",
  ),
  run("cpu", "container/cpu/utilizations", "CPU in use, the busiest instances", "share", "ALIGN_PERCENTILE_99"),
  {
    id: "instance_count",
    type: `${RUN}/container/instance_count`,
    title: "instances",
    unit: "instances",
    resourceLabel: SERVICE,
    aligner: "ALIGN_MAX",
    reducer: "REDUCE_SUM",
    by: "state",
  },
  {
    ...sql("sql_connections", "postgresql/num_backends", "database connections", "connections"),
    reducer: "REDUCE_SUM",
  },
  {
    ...sql("sql_up", "up", "whether the database instance is up", "1 = up"),
    aligner: "ALIGN_MIN",
    reducer: "REDUCE_MIN",
  },
  sql("sql_memory", "memory/utilization", "memory of the database instance", "share"),
  sql("sql_cpu", "cpu/utilization", "CPU of the database instance", "share"),
  sql("sql_disk", "disk/utilization", "disk of the database instance", "share"),
];

/** The metric that a question asks for, by short name or by type. */
export function metricOf(question: Question): Metric | undefined {
  const name = question.params.metric ?? question.target;
  return METRICS.find(({ id, type }) => id === name || type === name);
}

/** The filter of a metric for one service or instance. Values are quoted as Monitoring's filters quote them. */
export function filterOf(metric: Metric, params: Record<string, string>): string {
  const value = metric.resourceLabel === SERVICE ? params.service : (params.instance ?? params.database);
  const conditions = [`metric.type = "${metric.type}"`];
  if (value !== undefined) conditions.push(`resource.labels.${metric.resourceLabel} = ${JSON.stringify(value)}`);
  if (params.revision !== undefined && metric.resourceLabel === SERVICE) {
    conditions.push(`resource.labels.revision_name = ${JSON.stringify(params.revision)}`);
  }
  return conditions.join(" AND ");
}

function run(id: string, path: string, title: string, unit: string, aligner: Metric["aligner"]): Metric {
  return { id, type: `${RUN}/${path}`, title, unit, resourceLabel: SERVICE, aligner, reducer: "REDUCE_MAX" };
}

function sql(id: string, path: string, title: string, unit: string): Metric {
  return {
    id,
    type: `${SQL}/${path}`,
    title,
    unit,
    resourceLabel: INSTANCE,
    aligner: "ALIGN_MAX",
    reducer: "REDUCE_MAX",
  };
}
