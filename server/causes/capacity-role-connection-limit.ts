import type { Cause } from "../../shared/cause.ts";
import type { Check } from "../../shared/check.ts";
import type { Slots } from "../../shared/group.ts";
import { isOwn, numberIn, weighing } from "./live.ts";
import { limitRefused } from "./sessions.ts";
import { sqlSlot } from "./sql.ts";
import { ask, askBoth, sqlText } from "./words.ts";

/** 53300 for one role or one database: a limit that somebody set, not the server's. */
export const roleConnectionLimit: Cause = {
  id: "capacity.role-connection-limit",
  title: "Connection limit of a role or database reached",
  why: "The role, or the database, has a connection limit of its own and it is reached. The server has slots left: raising max_connections would not help.",
  sources: [
    "postgres:src/backend/utils/init/postinit.c",
    "https://www.postgresql.org/docs/current/sql-alterrole.html",
    "https://www.postgresql.org/docs/current/sql-alterdatabase.html",
  ],
  signs: [
    {
      text: /too many connections for role \\?"(?<role>[^"\n\\]{1,63})/,
      sqlstate: "53300",
      weight: 4,
      example: 'FATAL:  too many connections for role "app"',
    },
    {
      text: /too many connections for database \\?"(?<database>[^"\n\\]{1,63})/,
      sqlstate: "53300",
      weight: 4,
      example: 'FATAL:  too many connections for database "orders"',
    },
  ],
  headline: (slots) => `The connection limit of ${ownerOf(slots)} is reached`,
  component: () => "database connection limits",
  echoes: ["auth.system-user", "capacity.pool-exhausted", "code.unhandled-exception"],
  alternatives: [],
  questions: (slots, context) => [
    ...(slots.role === undefined ? [] : askBoth(context, "role", slots.role, { role: slots.role })),
    ask(context, "connections", `connections of ${ownerOf(slots)}`, namesOf(slots)),
    ask(context, "sessions", "database sessions"),
  ],
  weigh: (check, slots, environment) => weighRole(check, slots, environment) ?? weighLimits(check, slots, environment),
  mechanism: (slots) =>
    `PostgreSQL counts the sessions of ${ownerOf(slots)} and refuses the one above its own CONNECTION LIMIT (53300), however many slots the server has left.`,
  systemic: [
    {
      question: "Why is the limit lower than what the service opens?",
      candidates: [
        "The limit was set by hand and does not follow from pool × processes × instances.",
        "Several services share the role and its limit.",
      ],
    },
    {
      question: "Why did the limit surprise the team?",
      candidates: ["The limit is in no migration or infrastructure code, so a review of the pool could not see it."],
    },
  ],
  remedies: [
    {
      kind: "mitigate",
      title: (slots) => `Raise or lift the limit of ${ownerOf(slots)}`,
      detail: (slots) => `\`${alterFor(slots)};\` (-1 lifts it). It holds for new sessions at once.`,
      criterion: "capacity",
    },
    {
      kind: "fix",
      title: () => "Set pool and limit from one budget",
      detail: () =>
        "Choose pool size + overflow × processes × instances (twice that during a roll-out) below the limit, give each service its own role, and write the limit into a migration.",
      criterion: "capacity",
    },
    {
      kind: "validate",
      title: () => "Compare sessions and limit",
      detail: (slots) => `\`${compareFor(slots)};\` must show fewer sessions than the limit under load.`,
      criterion: "capacity",
    },
    {
      kind: "prevent",
      title: () => "Keep limits in code and watch them",
      detail: () => "Put CONNECTION LIMIT into migrations or infrastructure code and alert at 80 % of it.",
    },
  ],
};

function weighRole(check: Check, slots: Slots, environment: string | undefined) {
  if (check.kind !== "role" || check.outcome === "unknown" || check.target !== slots.role) return undefined;
  const limit = limitIn(check, "connectionLimit");
  if (limit === undefined || !isOwn(check, environment)) return undefined;
  if (limit === "none") return weighing(check, [-1, "the limit that was met is not this role's"]);
  const isReached = (numberIn(check, "connections") ?? 0) >= limit;
  return weighing(
    check,
    isReached
      ? [3.5, "its next session is refused"]
      : [1, "it can meet its own limit while the server still has slots"],
  );
}

function weighLimits(check: Check, slots: Slots, environment: string | undefined) {
  if (check.kind !== "connections" || check.outcome === "unknown" || !isOwn(check, environment)) return undefined;
  if (limitRefused(check) !== undefined) return weighing(check, [3, "that limit, not the server's, is reached"]);
  const limits = limitsAskedFor(check, slots).filter((limit) => limit !== undefined);
  if (limits.length === 0) return undefined;
  return limits.every((limit) => limit === "none")
    ? weighing(check, [-1, "only the server's own limit could have been met: role and database have none"])
    : weighing(check, [1.5, "the role or the database can meet a limit of its own while the server still has slots"]);
}

/** The limits that the occurrence can mean. The check looks as its own role: another role's limit it can't know. */
function limitsAskedFor(check: Check, slots: Slots) {
  const isSame = (slot: "role" | "database") => slots[slot] === undefined || slots[slot] === check.detail[slot];
  const role = isSame("role") ? limitIn(check, "roleLimit") : undefined;
  const database = isSame("database") ? limitIn(check, "databaseLimit") : undefined;
  if (slots.role !== undefined) return [role];
  return slots.database === undefined ? [role, database] : [database];
}

/** A limit as the catalog has it: null and -1 both mean none. */
function limitIn(check: Check, name: string): number | "none" | undefined {
  if (check.detail[name] === null) return "none";
  const limit = numberIn(check, name);
  return limit !== undefined && limit < 0 ? "none" : limit;
}

function namesOf({ role, database }: Slots): Record<string, string> {
  return { ...(role === undefined ? {} : { role }), ...(database === undefined ? {} : { database }) };
}

function ownerOf(slots: Slots): string {
  if (slots.role !== undefined) return `role "${slots.role}"`;
  return slots.database === undefined ? "the role or the database" : `database "${slots.database}"`;
}

function alterFor(slots: Slots): string {
  return slots.database === undefined
    ? `alter role ${sqlSlot(slots, "role", "APP_ROLE")} connection limit 50`
    : `alter database ${sqlSlot(slots, "database", "DATABASE_NAME")} connection limit 50`;
}

function compareFor(slots: Slots): string {
  return slots.database === undefined
    ? `select r.rolname, r.rolconnlimit, count(a.pid) as sessions from pg_catalog.pg_roles r left join pg_catalog.pg_stat_activity a on a.usesysid = r.oid where r.rolname = ${sqlText(slots.role ?? "APP_ROLE")} group by 1, 2`
    : `select d.datname, d.datconnlimit, count(a.pid) as sessions from pg_catalog.pg_database d left join pg_catalog.pg_stat_activity a on a.datid = d.oid where d.datname = ${sqlText(slots.database)} group by 1, 2`;
}
