import type { Comparison, EnvironmentsResponse, EnvironmentView } from "../../shared/api-environments.ts";
import { isWithin, type Reach } from "../../shared/identity.ts";
import { DAY, toIso } from "../../shared/time.ts";
import type { Range } from "../../shared/time-range.ts";
import {
  compareSignatures,
  countByEnvironment,
  type EnvironmentCounts,
  listRevisions,
  readLatestChecks,
  type ServiceRevision,
  type SignatureCount,
} from "../store/environments.ts";
import type { ApiDeps } from "./deps.ts";

const MAX_SIGNATURES = 20;

type ViewDeps = Pick<ApiDeps, "pool" | "now" | "config" | "reference" | "comparisonChecks">;

/** What is known of each environment within reach, and how each differs from the reference where that is within reach too. */
export async function environmentsView(deps: ViewDeps, reach?: Reach): Promise<EnvironmentsResponse> {
  const range = { from: deps.now() - DAY, to: deps.now() };
  const configured = deps.reference();
  const reference = configured !== undefined && isWithin(reach, configured) ? configured : undefined;
  const [counts, revisions] = await Promise.all([countByEnvironment(deps.pool, range), listRevisions(deps.pool)]);
  const names = namesOf(deps, counts, revisions, reference).filter((name) => isWithin(reach, name));
  const others = reference === undefined ? [] : names.filter((name) => name !== reference);
  return {
    reference: reference ?? null,
    environments: names.map((name) => environmentOf(deps, name, counts, revisions)),
    comparisons: await Promise.all(others.map((name) => compare(deps, name, reference ?? "", range))),
    range: { from: toIso(range.from), to: toIso(range.to) },
  };
}

/** The reference first, then in order of the alphabet. */
function namesOf(
  deps: ViewDeps,
  counts: EnvironmentCounts[],
  revisions: ServiceRevision[],
  reference: string | undefined,
): string[] {
  const names = new Set([
    ...deps.config().environments.map(({ name }) => name),
    ...counts.map(({ environment }) => environment),
    ...revisions.map(({ environment }) => environment),
  ]);
  return [...names].sort((a, b) => Number(b === reference) - Number(a === reference) || (a < b ? -1 : 1));
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
    isReference: name === deps.reference(),
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

async function compare(deps: ViewDeps, environment: string, reference: string, range: Range): Promise<Comparison> {
  const ids = deps.comparisonChecks(environment, reference);
  const [checks, signatures] = await Promise.all([
    readLatestChecks(deps.pool, [ids.drift, ids.migrations]),
    compareSignatures(deps.pool, environment, reference, range),
  ]);
  return {
    environment,
    reference,
    drift: checks.get(ids.drift) ?? null,
    migrations: checks.get(ids.migrations) ?? null,
    onlyHere: some(signatures.filter(({ isHere, isThere }) => isHere && !isThere)),
    onlyThere: some(signatures.filter(({ isHere, isThere }) => !isHere && isThere)),
    inBoth: signatures.filter(({ isHere, isThere }) => isHere && isThere).length,
  };
}

function some(signatures: SignatureCount[]): Comparison["onlyHere"] {
  return signatures.slice(0, MAX_SIGNATURES).map(({ id, title, service, count }) => ({ id, title, service, count }));
}
