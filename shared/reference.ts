import type { EnvironmentConfig } from "./config.ts";

/** The environments of the bundled sample, which are compared with each other and with nothing else. */
export const SAMPLE_ENVIRONMENTS = ["sample-staging", "sample-production"] as const;

/**
 * The environment that this one is compared with: the one with `reference: true`, and for those of the bundled sample the sample's
 * own. Undefined for a reference itself, and where there is none.
 */
export function referenceFor(
  environments: readonly Pick<EnvironmentConfig, "name" | "reference">[],
  environment: string,
): string | undefined {
  const isOfSample = isSampleEnvironment(environment);
  const found = environments.find(({ name, reference }) => reference && isSampleEnvironment(name) === isOfSample);
  return found?.name === environment ? undefined : found?.name;
}

function isSampleEnvironment(name: string): boolean {
  return SAMPLE_ENVIRONMENTS.some((known) => known === name);
}
