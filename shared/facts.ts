import { z } from "zod";
import { MIGRATION_STATES, MIGRATION_TOOLS } from "./migrations.ts";

/**
 * What `inspect` brings back for each kind of question, and what `checks` judge: one shape per kind. Null means that the
 * live system did not say (no privilege, no such thing to look at), never "no".
 */
export const factsOf = {
  relation: reader({
    /** The schemas that hold a relation of this name, whatever may be seen of it. */
    schemas: names(),
    inSearchPath: z.boolean(),
    /** `table`, `view`, `materialized view`, `sequence` …, of the first that was found. */
    kind: z.string().nullable(),
    nearNames: names(),
    searchPath: names(),
    /** Whether this role has USAGE on every schema in which the relation is, or could be. */
    schemaUsage: z.boolean(),
    canSelect: z.boolean().nullable(),
    currentDatabase: z.string(),
    /** The role that the privileges are those of: the service's where it is known, else the one that looks. */
    role: z.string(),
    /** Whether that is a superuser, to whom everything is granted. */
    isSuperuser: z.boolean().optional(),
  }),
  column: reader({
    /** Null where the question names no relation. */
    relationExists: z.boolean().nullable(),
    columnExists: z.boolean(),
    /** Where a column of this name was found, as schema.table. */
    tables: names(),
    nearNames: names(),
    type: z.string().nullable(),
    isNotNull: z.boolean().nullable(),
    default: z.string().nullable(),
    isGenerated: z.boolean().nullable(),
  }),
  function: reader({
    exists: z.boolean(),
    schemas: names(),
    inSearchPath: z.boolean(),
    /** Argument types of each overload: `integer, text`. */
    signatures: names(),
    /** Whether an overload takes the arguments asked for; null where the question names none. */
    takesArguments: z.boolean().nullable(),
    nearNames: names(),
  }),
  schema: reader({
    exists: z.boolean(),
    hasUsage: z.boolean().nullable(),
    inSearchPath: z.boolean(),
    nearNames: names(),
  }),
  extension: reader({
    installed: z.boolean(),
    version: z.string().nullable(),
    schema: z.string().nullable(),
    availableVersion: z.string().nullable(),
  }),
  type: reader({
    exists: z.boolean(),
    schemas: names(),
    kind: z.string().nullable(),
    labels: names(),
    /** Whether the enum knows the value asked for; null where the question names none. */
    valueExists: z.boolean().nullable(),
    nearNames: names(),
  }),
  sequence: reader({
    exists: z.boolean(),
    name: z.string().nullable(),
    /** `schema.table.column` that it feeds. */
    ownedBy: z.string().nullable(),
    lastValue: z.number().nullable(),
    /** The end: the sequence's own, or its column type's where that comes first. */
    endValue: z.number().nullable(),
    /** 0 … 1. */
    usedShare: z.number().nullable(),
    cycles: z.boolean().nullable(),
    maxId: z.number().nullable(),
    isBehind: z.boolean().nullable(),
  }),
  index: reader({
    exists: z.boolean(),
    table: z.string().nullable(),
    isValid: z.boolean().nullable(),
    definition: z.string().nullable(),
    /** Invalid indexes of the table, or of the database, as schema.index. */
    invalid: names(),
  }),
  constraint: reader({
    exists: z.boolean(),
    table: z.string().nullable(),
    type: z.string().nullable(),
    isValidated: z.boolean().nullable(),
    definition: z.string().nullable(),
    nearNames: names(),
  }),
  privilege: reader({
    /** Null where the role or the object does not exist. */
    has: z.boolean().nullable(),
    roleExists: z.boolean(),
    objectExists: z.boolean(),
    schemaUsage: z.boolean().nullable(),
    role: z.string(),
    privilege: z.string(),
    object: z.string(),
    owner: z.string().nullable(),
    /** Whether the role is a superuser, to whom everything is granted. */
    isSuperuser: z.boolean().optional(),
  }),
  database: reader({
    exists: z.boolean(),
    allowsConnections: z.boolean().nullable(),
    connectionLimit: z.number().nullable(),
    nearNames: names(),
  }),
  role: reader({
    exists: z.boolean(),
    canLogin: z.boolean().nullable(),
    expired: z.boolean().nullable(),
    validUntil: z.string().nullable(),
    /** Null for no limit. */
    connectionLimit: z.number().nullable(),
    connections: z.number().nullable(),
  }),
  row: reader({
    exists: z.boolean(),
    count: z.number(),
    /** What the row's flag columns (is_active, disabled …) say together; null where it has none. */
    enabled: z.boolean().nullable(),
    flags: z.record(z.string(), z.boolean().nullable()),
  }),
  connections: reader({
    /** Null where the server refused even this question; `refusal` has its words. */
    used: z.number().nullable(),
    max: z.number().nullable(),
    /** Slots kept for superusers and for pg_use_reserved_connections. */
    reserved: z.number().nullable(),
    byApplication: z.array(
      z.object({ application: z.string(), user: z.string(), state: z.string(), count: z.number() }),
    ),
    idleInTransaction: z.number().nullable(),
    active: z.number().nullable(),
    role: z.string(),
    roleLimit: z.number().nullable(),
    roleConnections: z.number().nullable(),
    database: z.string(),
    databaseLimit: z.number().nullable(),
    databaseConnections: z.number().nullable(),
    refusal: z.string().nullable(),
  }),
  budget: reader({
    /** Null where the server refused even this question. */
    max: z.number().nullable(),
    reserved: z.number().nullable(),
    role: z.string(),
    roleLimit: z.number().nullable(),
    database: z.string(),
    databaseLimit: z.number().nullable(),
    /** The most instances at once, where Cloud Monitoring was asked for them; else why it gave no number. */
    instances: z.number().nullable().optional(),
    instancesReason: z.string().nullable().optional(),
  }),
  sessions: reader({
    total: z.number(),
    /** Sessions whose state this role may not see. */
    hidden: z.number(),
    active: z.number(),
    idle: z.number(),
    idleInTransaction: z.number(),
    longestIdleInTransactionSeconds: z.number().nullable(),
    longestActiveSeconds: z.number().nullable(),
    holders: z.array(session()),
  }),
  locks: reader({
    blocked: z.array(session().extend({ blockedBy: z.array(z.number()) })),
    blockers: z.array(session()),
  }),
  deadlocks: reader({ count: z.number(), since: z.string().nullable(), database: z.string() }),
  restart: reader({ startedAt: z.string(), uptimeSeconds: z.number() }),
  migrations: reader({
    tool: z.enum(MIGRATION_TOOLS).nullable(),
    /** schema.table that holds the rows. */
    table: z.string().nullable(),
    rows: names(),
    /** Applied but failed: golang-migrate's dirty, Flyway's success = false, Prisma's unfinished ones. */
    failed: names(),
    userTables: z.number(),
    reference: z.string().nullable(),
    referenceRows: names().nullable(),
    /** Why the reference has no rows to compare with. */
    referenceReason: z.string().nullable(),
    /** Of the tables that the question names, those that are there. */
    relations: z.array(z.object({ schema: z.string(), name: z.string() })).optional(),
    /** Where the migrations' directory says that these rows stand; absent where no directory was read. */
    directory: z
      .object({
        state: z.enum(MIGRATION_STATES),
        reason: z.string(),
        /** What the version table holds once everything is applied. */
        heads: names(),
        /** Revisions still to run, in order. */
        pending: names(),
        /** Objects of applied revisions that are not there: `table orders (created in 3f2a)`. */
        missing: names(),
      })
      .optional(),
  }),
  drift: reader({
    reference: z.string(),
    /** In the reference and not here. */
    missing: names(),
    extra: names(),
    different: names(),
    isNarrow: z.boolean(),
    /** Names that the comparison is limited to; absent: everything. */
    scope: names().optional(),
  }),
  endpoint: reader({
    /** Null where no answer came in time. */
    status: z.number().nullable(),
    latencyMs: z.number(),
    timeoutMs: z.number(),
    expected: z.string(),
    location: z.string().nullable(),
    bodyExcerpt: z.string(),
  }),
  metric: reader({
    metric: z.string(),
    title: z.string(),
    unit: z.string(),
    project: z.string(),
    /** Sum per minute, or mean, by label (`5xx`, an instance's state …); points oldest first. */
    series: z.array(z.object({ label: z.string(), points: z.array(z.tuple([z.string(), z.number()])) })),
  }),
};

/** The facts of one kind. */
export type Facts<K extends keyof typeof factsOf> = NonNullable<ReturnType<(typeof factsOf)[K]>>;

/** A session of PostgreSQL as far as it may be shown: literals of its query are masked. */
export type SessionFacts = z.infer<ReturnType<typeof session>>;

function session() {
  return z.object({
    pid: z.number(),
    user: z.string(),
    application: z.string(),
    state: z.string(),
    seconds: z.number().nullable(),
    query: z.string(),
  });
}

function names() {
  return z.array(z.string());
}

/** Facts from what an observation holds; undefined where it is not of this shape. */
function reader<S extends z.ZodRawShape>(shape: S) {
  const schema = z.object(shape);
  return (raw: unknown) => schema.safeParse(raw).data;
}
