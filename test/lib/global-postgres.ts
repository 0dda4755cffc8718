import type { TestProject } from "vitest/node";
import { startThrowawayCluster } from "./throwaway-cluster.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Address of the run's throwaway PostgreSQL, as a superuser. */
    postgresUrl: string;
  }
}

/** Starts one PostgreSQL for the whole test run and removes it at the end, also of an interrupted run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startThrowawayCluster();
  project.provide("postgresUrl", cluster.url);
  return cluster.stop;
}
