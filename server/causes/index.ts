import type { Cause } from "../../shared/cause.ts";
import type { FamilyId } from "../../shared/families.ts";
import { clockSkew } from "./auth-clock-skew.ts";
import { databaseHba } from "./auth-database-hba.ts";
import { databasePassword } from "./auth-database-password.ts";
import { databaseRoleMissing } from "./auth-database-role-missing.ts";
import { defaultCredentialsMissing } from "./auth-default-credentials-missing.ts";
import { iamDenied } from "./auth-iam-denied.ts";
import { systemUser } from "./auth-system-user.ts";
import { tokenAudience } from "./auth-token-audience.ts";
import { tokenExpired } from "./auth-token-expired.ts";
import { tokenSignature } from "./auth-token-signature.ts";
// boot, config, network, auth, dependency, code, echo
import { containerNotListening } from "./boot-container-not-listening.ts";
import { imageUnavailable } from "./boot-image-unavailable.ts";
import { importError } from "./boot-import-error.ts";
import { syntaxError } from "./boot-syntax-error.ts";
// capacity, database, schema, data
import { connectionLeak } from "./capacity-connection-leak.ts";
import { databaseConnections } from "./capacity-database-connections.ts";
import { diskFull } from "./capacity-disk-full.ts";
import { memory } from "./capacity-memory.ts";
import { noInstance } from "./capacity-no-instance.ts";
import { poolExhausted } from "./capacity-pool-exhausted.ts";
import { requestTimeout } from "./capacity-request-timeout.ts";
import { roleConnectionLimit } from "./capacity-role-connection-limit.ts";
import { workerTimeout } from "./capacity-worker-timeout.ts";
import { asyncMisuse } from "./code-async-misuse.ts";
import { unhandledException } from "./code-unhandled-exception.ts";
import { asyncDriverRequired } from "./config-async-driver-required.ts";
import { databaseUrlInvalid } from "./config-database-url-invalid.ts";
import { missingSecret } from "./config-missing-secret.ts";
import { poolClassMismatch } from "./config-pool-class-mismatch.ts";
import { deadlock } from "./data-deadlock.ts";
import { foreignKeyViolation } from "./data-foreign-key-violation.ts";
import { nullViolation } from "./data-null-violation.ts";
import { serialization } from "./data-serialization.ts";
import { uniqueViolation } from "./data-unique-violation.ts";
import { connectionLost } from "./database-connection-lost.ts";
import { lockTimeout } from "./database-lock-timeout.ts";
import { poolerPreparedStatements } from "./database-pooler-prepared-statements.ts";
import { databaseRestarted } from "./database-restarted.ts";
import { stalePlan } from "./database-stale-plan.ts";
import { statementTimeout } from "./database-statement-timeout.ts";
import { redisAuth } from "./dependency-redis-auth.ts";
import { redisClients } from "./dependency-redis-clients.ts";
import { redisLoading } from "./dependency-redis-loading.ts";
import { redisMemory } from "./dependency-redis-memory.ts";
import { redisReadonly } from "./dependency-redis-readonly.ts";
import { upstreamError } from "./dependency-upstream-error.ts";
import { httpError } from "./echo-http-error.ts";
import { malformedResponse } from "./echo-malformed-response.ts";
import { sessionRolledBack } from "./echo-session-rolled-back.ts";
import { transactionAborted } from "./echo-transaction-aborted.ts";
import { cloudsqlUnreachable } from "./network-cloudsql-unreachable.ts";
import { connectionRefused } from "./network-connection-refused.ts";
import { dns } from "./network-dns.ts";
import { networkTimeout } from "./network-timeout.ts";
import { tls } from "./network-tls.ts";
import { databaseMissing } from "./schema-database-missing.ts";
import { migrationBehind } from "./schema-migration-behind.ts";
import { missingColumn } from "./schema-missing-column.ts";
import { missingFunction } from "./schema-missing-function.ts";
import { missingRelation } from "./schema-missing-relation.ts";
import { multipleHeads } from "./schema-multiple-heads.ts";
import { permissionDenied } from "./schema-permission-denied.ts";
import { relationInOtherSchema } from "./schema-relation-in-other-schema.ts";
import { stampedButMissing } from "./schema-stamped-but-missing.ts";
import { unknownRevision } from "./schema-unknown-revision.ts";

/** Every failure family that Plumbline knows, one file each. To add one: its file, its import, its line. */
export const CAUSES: readonly Cause[] = [
  // boot, config, network, auth, dependency, code, echo
  containerNotListening,
  imageUnavailable,
  importError,
  syntaxError,
  asyncDriverRequired,
  databaseUrlInvalid,
  missingSecret,
  poolClassMismatch,
  cloudsqlUnreachable,
  connectionRefused,
  dns,
  networkTimeout,
  tls,
  clockSkew,
  databaseHba,
  databasePassword,
  databaseRoleMissing,
  defaultCredentialsMissing,
  iamDenied,
  systemUser,
  tokenAudience,
  tokenExpired,
  tokenSignature,
  redisAuth,
  redisClients,
  redisLoading,
  redisMemory,
  redisReadonly,
  upstreamError,
  asyncMisuse,
  unhandledException,
  httpError,
  malformedResponse,
  sessionRolledBack,
  transactionAborted,
  // capacity, database, schema, data
  connectionLeak,
  databaseConnections,
  diskFull,
  memory,
  noInstance,
  poolExhausted,
  requestTimeout,
  roleConnectionLimit,
  workerTimeout,
  connectionLost,
  lockTimeout,
  poolerPreparedStatements,
  databaseRestarted,
  stalePlan,
  statementTimeout,
  databaseMissing,
  migrationBehind,
  missingColumn,
  missingFunction,
  missingRelation,
  multipleHeads,
  permissionDenied,
  relationInOtherSchema,
  stampedButMissing,
  unknownRevision,
  deadlock,
  foreignKeyViolation,
  nullViolation,
  serialization,
  uniqueViolation,
];

const BY_ID: ReadonlyMap<string, Cause> = new Map(CAUSES.map((cause) => [cause.id, cause]));

/** The cause file of a family. Throws where a family has none, which a test rules out. */
export function causeOf(id: FamilyId): Cause {
  const cause = BY_ID.get(id);
  if (cause === undefined)
    throw new Error(`No file in server/causes/ describes ${id}: add one and list it in index.ts.`);
  return cause;
}
