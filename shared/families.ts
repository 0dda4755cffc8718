/**
 * The failure families that Plumbline knows, earlier layers first: a failure in an earlier layer explains, and refutes,
 * later ones for the same requests.
 */
export const FAMILIES_BY_LAYER = {
  boot: ["boot.import-error", "boot.syntax-error", "boot.container-not-listening", "boot.image-unavailable"],
  config: [
    "config.pool-class-mismatch",
    "config.async-driver-required",
    "config.database-url-invalid",
    "config.missing-secret",
  ],
  network: [
    "network.dns",
    "network.connection-refused",
    "network.timeout",
    "network.tls",
    "network.cloudsql-unreachable",
  ],
  auth: [
    "auth.database-password",
    "auth.database-role-missing",
    "auth.database-hba",
    "auth.token-expired",
    "auth.token-audience",
    "auth.token-signature",
    "auth.clock-skew",
    "auth.default-credentials-missing",
    "auth.iam-denied",
    "auth.system-user",
  ],
  capacity: [
    "capacity.pool-exhausted",
    "capacity.connection-leak",
    "capacity.database-connections",
    "capacity.role-connection-limit",
    "capacity.memory",
    "capacity.worker-timeout",
    "capacity.no-instance",
    "capacity.request-timeout",
    "capacity.disk-full",
  ],
  database: [
    "database.restarted",
    "database.connection-lost",
    "database.statement-timeout",
    "database.lock-timeout",
    "database.stale-plan",
    "database.pooler-prepared-statements",
  ],
  schema: [
    "schema.missing-relation",
    "schema.missing-column",
    "schema.missing-function",
    "schema.relation-in-other-schema",
    "schema.permission-denied",
    "schema.database-missing",
    "schema.migration-behind",
    "schema.multiple-heads",
    "schema.unknown-revision",
    "schema.stamped-but-missing",
  ],
  data: [
    "data.unique-violation",
    "data.foreign-key-violation",
    "data.null-violation",
    "data.deadlock",
    "data.serialization",
  ],
  dependency: [
    "dependency.redis-memory",
    "dependency.redis-auth",
    "dependency.redis-readonly",
    "dependency.redis-loading",
    "dependency.redis-clients",
    "dependency.upstream-error",
  ],
  code: ["code.unhandled-exception", "code.async-misuse"],
  echo: ["echo.transaction-aborted", "echo.session-rolled-back", "echo.malformed-response", "echo.http-error"],
} as const;

export type Layer = keyof typeof FAMILIES_BY_LAYER;
export type FamilyId = (typeof FAMILIES_BY_LAYER)[Layer][number];

export const LAYERS = Object.keys(FAMILIES_BY_LAYER) as readonly string[];
export const FAMILIES: readonly FamilyId[] = Object.values(FAMILIES_BY_LAYER).flat();

/** The layer of a family: the part of its id before the dot. */
export function layerOf(family: FamilyId): string {
  return family.slice(0, family.indexOf("."));
}

/** Place of a family's layer, 0 for the earliest (boot). Echoes come last. */
export function layerRank(family: FamilyId): number {
  return LAYERS.indexOf(layerOf(family));
}

/** Whether a text is the id of a family. */
export function isFamily(text: string): text is FamilyId {
  return FAMILIES.some((family) => family === text);
}
