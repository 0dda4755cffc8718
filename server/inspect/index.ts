import type { Client } from "pg";
import type { Observation, Question } from "../../shared/check.ts";
import type { EnvironmentConfig } from "../../shared/config.ts";
import type { DriftItem } from "../../shared/drift.ts";
import { SECOND } from "../../shared/time.ts";
import { messageOf } from "../lib/errors.ts";
import { inspectDatabases } from "./databases.ts";
import { probeEndpoint } from "./endpoint.ts";
import { type MonitoringSettings, readMetrics } from "./monitoring/index.ts";
import { failed } from "./observe.ts";

/** Compares the catalogues behind two open read-only transactions; `schemas` undefined: all but the system's. */
export type CompareDatabases = (from: Client, to: Client, schemas: string[] | undefined) => Promise<DriftItem[]>;

export type InspectSettings = {
  environments: EnvironmentConfig[];
  now: () => number;
  /** Where Cloud Monitoring is; default: Google's, with the credentials of the process. */
  monitoring?: MonitoringSettings;
  /** Time for one question, and for one connection; milliseconds, default 5 s. */
  budgetMs?: number;
  /** The full comparison of two databases; default: tables and columns by name and type. */
  drift?: CompareDatabases;
};

const DEFAULT_BUDGET_MS = 5 * SECOND;

/**
 * What the live systems say to each question, in the order of the questions. Environments are asked in parallel, one
 * database over one read-only connection. Never throws: what can't be seen comes back with its reason.
 */
export async function inspect(questions: Question[], settings: InspectSettings): Promise<Observation[]> {
  const run = { ...settings, budgetMs: settings.budgetMs ?? DEFAULT_BUDGET_MS };
  const unique = [...new Map(questions.map((question) => [question.id, question])).values()];
  const endpoints = unique.filter(({ kind }) => kind === "endpoint");
  const metrics = unique.filter(({ kind }) => kind === "metric");
  const databases = unique.filter(({ kind }) => kind !== "endpoint" && kind !== "metric");
  const observations = await Promise.all([
    guarded(databases, run, () => inspectDatabases(databases, run)),
    guarded(metrics, run, () => readMetrics(metrics, run)),
    ...endpoints.map((question) => guarded([question], run, async () => [await probeEndpoint(question, run)])),
  ]);
  const byQuestion = new Map(observations.flat().map((observation) => [observation.questionId, observation]));
  return questions.map(
    (question) => byQuestion.get(question.id) ?? failed(question, settings.now(), "nothing answered this question"),
  );
}

/** The work's observations; a fault nobody foresaw becomes the reason of each of its questions. */
async function guarded(
  questions: Question[],
  settings: InspectSettings,
  work: () => Promise<Observation[]>,
): Promise<Observation[]> {
  if (questions.length === 0) return [];
  try {
    return await work();
  } catch (error) {
    return questions.map((question) => failed(question, settings.now(), messageOf(error)));
  }
}
