import type { Comparison, EnvironmentsResponse, EnvironmentView } from "../../shared/api-environments.ts";
import { isWithin, type Reach } from "../../shared/identity.ts";
import { DAY, toIso } from "../../shared/time.ts";
import {
  type ComparedSignature,
  type Counted,
  compareSignatures,
  countByEnvironment,
  countedGroups,
  type EnvironmentCounts,
} from "../store/compare-signatures.ts";
import { listRevisions, readLatestChecks, readTitles, type ServiceRevision } from "../store/environments.ts";
import type { ApiDeps } from "./deps.ts";
import { comparedWith, isReference } from "./references.ts";

const MAX_SIGNATURES = 20;

type ViewDeps = Pick<ApiDeps, "pool" | "now" | "config" | "comparisonChecks" | "counts" | "directory">;

/** What is known of each environment within reach, and how each differs from its reference where that is within reach too. */
export async function environmentsView(deps: ViewDeps, reach?: Reach): Promise<EnvironmentsResponse> {
  const range = { from: deps.now() - DAY, to: deps.now() };
  const shown = await deps.directory.read();
  const [counts, revisions] = await Promise.all([deps.counts.read(range, shown.stored), listRevisions(deps.pool)]);
  const failed = countedGroups(shown, counts);
  const byEnvironment = countByEnvironment(failed);
  const names = namesOf(deps, byEnvironment, revisions).filter((name) => isWithin(reach, name));
  const pairs = names.flatMap((name) => {
    const reference = comparedWith(deps, name);
    return reference === undefined || !isWithin(reach, reference) ? [] : [{ name, reference }];
  });
  return {
    reference: names.find((name) => isReference(deps, name)) ?? null,
    environments: names.map((name) => environmentOf(deps, name, byEnvironment, revisions)),
    comparisons: await Promise.all(pairs.map(({ name, reference }) => compare(deps, name, reference, failed))),
    range: { from: toIso(range.from), to: toIso(range.to) },
  };
}

/** References first, then in order of the alphabet. */
function namesOf(deps: ViewDeps, counts: EnvironmentCounts[], revisions: ServiceRevision[]): string[] {
  const names = new Set([
    ...deps.config().environments.map(({ name }) => name),
    ...counts.map(({ environment }) => environment),
    ...revisions.map(({ environment }) => environment),
  ]);
  const isFirst = (name: string) => Number(isReference(deps, name));
  return [...names].sort((a, b) => isFirst(b) - isFirst(a) || (a < b ? -1 : 1));
}

function environmentOf(
  deps: ViewDeps,
  name: string,
  counts: EnvironmentCounts[],
  revisions: ServiceRevision[],
): EnvironmentView {
  const configured = deps.config().environments.find((environment) => environment.name === name);
  const counted = counts.find(({ environment }) => environment === name);
  return {
    name,
    isReference: isReference(deps, name),
    isConfigured: configured !== undefined,
    projects: configured?.projects ?? [],
    hasDatabase: configured?.database !== undefined,
    migrationTool: configured?.migrations?.tool ?? null,
    endpoints: configured?.endpoints.length ?? 0,
    entries: counted?.entries ?? 0,
    groups: counted?.groups ?? 0,
    services: servicesOf(revisions.filter(({ environment }) => environment === name)),
  };
}

function servicesOf(revisions: ServiceRevision[]): EnvironmentView["services"] {
  return [...Map.groupBy(revisions, ({ service }) => service)].map(([name, own]) => ({
    name,
    revisions: own.map((revision) => ({
      name: revision.name,
      firstSeen: toIso(revision.firstSeen),
      lastSeen: toIso(revision.lastSeen),
    })),
  }));
}

async function compare(deps: ViewDeps, environment: string, reference: string, failed: Counted): Promise<Comparison> {
  const ids = deps.comparisonChecks(environment, reference);
  const pair = [environment, reference] as const;
  const { onlyHere, onlyThere, inBoth } = compareSignatures(failed, pair, MAX_SIGNATURES);
  const [checks, titles] = await Promise.all([
    readLatestChecks(deps.pool, [ids.drift, ids.migrations]),
    readTitles(
      deps.pool,
      [...onlyHere, ...onlyThere].map(({ id }) => id),
    ),
  ]);
  const shown = (signature: ComparedSignature) => signatureView(signature, titles);
  return {
    environment,
    reference,
    drift: checks.get(ids.drift) ?? null,
    migrations: checks.get(ids.migrations) ?? null,
    onlyHere: onlyHere.flatMap(shown),
    onlyThere: onlyThere.flatMap(shown),
    inBoth,
  };
}

/** None for a group that expired meanwhile. */
function signatureView(
  { id, count }: ComparedSignature,
  titles: Awaited<ReturnType<typeof readTitles>>,
): Comparison["onlyHere"] {
  const words = titles.get(id);
  return words === undefined ? [] : [{ id, ...words, count }];
}
