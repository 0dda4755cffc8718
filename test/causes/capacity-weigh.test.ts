import { describe, expect, it } from "vitest";
import { causeOf } from "../../server/causes/index.ts";
import type { Check, Outcome } from "../../shared/check.ts";
import type { FamilyId } from "../../shared/families.ts";
import type { Slots } from "../../shared/group.ts";
import { checkOf } from "./schema-check.ts";

function weight(family: FamilyId, check: Check, slots: Slots = {}): number | undefined {
  return causeOf(family).weigh(check, slots, "staging")?.weight;
}

function sessions(outcome: Outcome, detail: Record<string, unknown> = {}): Check {
  const facts = { total: 10, hidden: 0, active: 1, idle: 9, idleInTransaction: 0, longestActiveSeconds: 0 };
  return checkOf("sessions", "database sessions", outcome, { ...facts, ...detail });
}

function connections(used: number, detail: Record<string, unknown> = {}): Check {
  const facts = { used, max: 103, reserved: 3, role: "app", roleLimit: null, database: "app", databaseLimit: null };
  return checkOf("connections", "connection slots", used >= 90 ? "confirmed" : "refuted", {
    ...facts,
    ...detail,
    refusal: null,
  });
}

const BLOCKED = checkOf("locks", "locks", "confirmed", { blocked: [{ pid: 7 }], blockers: [{ pid: 3 }] });
const UNBLOCKED = checkOf("locks", "locks", "refuted", { blocked: [], blockers: [] });

describe("what the database's sessions say about a pool without a free connection", () => {
  const FAMILIES = [
    "capacity.pool-exhausted",
    "capacity.connection-leak",
    "database.statement-timeout",
    "database.lock-timeout",
  ] as const;
  const POOL = { pool: "QueuePool" };

  it.each([
    ["most idle in transaction: a leak", sessions("confirmed", { idleInTransaction: 8 }), [-2.5, 3.5, -0.5, 1]],
    [
      "most active, for long: slow statements",
      sessions("refuted", { active: 9, idle: 1, longestActiveSeconds: 42 }),
      [1.5, -1.5, 2, undefined],
    ],
    ["few at work: the pool itself is narrow", sessions("refuted"), [0.5, -1.5, -0.5, undefined]],
    ["none", sessions("refuted", { total: 0, active: 0, idle: 0 }), [-1, -1, -0.5, undefined]],
    ["not to be seen", sessions("unknown"), [undefined, undefined, undefined, undefined]],
    ["sessions wait for locks", BLOCKED, [-0.5, undefined, -0.5, 3]],
    ["nobody waits for a lock", UNBLOCKED, [undefined, undefined, 0.5, -1]],
    ["the server is full", connections(100), [-1.5, undefined, undefined, undefined]],
    ["the server has slots left", connections(12), [1, undefined, undefined, undefined]],
  ])("%s", (_why, check, expected) => {
    expect(FAMILIES.map((family) => weight(family, check, POOL))).toStrictEqual(expected);
  });
});

describe("what the connection slots say", () => {
  const refused = (text: string) =>
    checkOf("connections", "connection slots", "confirmed", { used: null, max: null, refusal: text });

  it.each<[why: string, check: Check, slots: Slots, expected: [number | undefined, number | undefined]]>([
    ["full, the reserved ones taken off", connections(97), { limit: "max_connections" }, [3.5, -1]],
    ["nearly full", connections(80), { limit: "max_connections" }, [1.5, -1]],
    ["free at the look, after the server itself said full", connections(12), { limit: "max_connections" }, [-0.5, -1]],
    ["free, and only the app's pool said full", connections(12), { pool: "QueuePool" }, [-2.5, -1]],
    ["free, and the limit is the pooler's", connections(12), { limit: "pgbouncer pool" }, [0, -1]],
    ["even the look is refused", refused("sorry, too many clients already"), {}, [3.5, undefined]],
    ["the look is refused for its role", refused('too many connections for role "app"'), {}, [undefined, 3]],
    ["the role has a limit", connections(12, { roleLimit: 10 }), { role: "app" }, [-2.5, 1.5]],
    ["another role's limit says nothing", connections(12, { roleLimit: 10 }), { role: "batch" }, [-2.5, undefined]],
    ["the database has a limit", connections(12, { databaseLimit: 10 }), { database: "app" }, [-2.5, 1.5]],
  ])("%s", (_why, check, slots, expected) => {
    const families = ["capacity.database-connections", "capacity.role-connection-limit"] as const;
    expect(families.map((family) => weight(family, check, slots))).toStrictEqual(expected);
  });

  it.each<[why: string, detail: Record<string, unknown>, expected: number | undefined]>([
    ["reached", { connectionLimit: 5, connections: 5 }, 3.5],
    ["not reached", { connectionLimit: 5, connections: 1 }, 1],
    ["none, as pg_roles says it", { connectionLimit: -1, connections: 9 }, -1],
    ["none", { connectionLimit: null, connections: 9 }, -1],
    ["not known", {}, undefined],
  ])("a role's own limit: %s", (_why, detail, expected) => {
    const check = checkOf("role", "app", "confirmed", detail);
    expect(weight("capacity.role-connection-limit", check, { role: "app" })).toBe(expected);
  });
});

describe("what restarts, locks, counters and metrics say", () => {
  const restart = (outcome: Outcome) =>
    checkOf("restart", "database server", outcome, { startedAt: "2026-01-01T00:00:00Z" });
  const metric = (name: string, outcome: Outcome) => checkOf("metric", name, outcome, { series: [] });
  const MEMORY = "run.googleapis.com/container/memory/utilizations";
  const SQL_MEMORY = "cloudsql.googleapis.com/database/memory/utilization";
  const DISK = "cloudsql.googleapis.com/database/disk/utilization";
  const INSTANCES = "run.googleapis.com/container/instance_count";

  it.each<[family: FamilyId, why: string, check: Check, slots: Slots, expected: number | undefined]>([
    ["database.restarted", "the server restarted", restart("confirmed"), {}, 3],
    ["database.restarted", "the server did not restart", restart("refuted"), {}, -1.5],
    ["database.restarted", "not to be seen", restart("unknown"), {}, undefined],
    ["database.connection-lost", "the restart explains it", restart("confirmed"), {}, -2.5],
    ["database.connection-lost", "no restart", restart("refuted"), {}, 1],
    ["database.stale-plan", "a restart ends all plans", restart("confirmed"), {}, -1],
    ["database.pooler-prepared-statements", "no restart", restart("refuted"), {}, 0.5],
    ["data.deadlock", "counted", checkOf("deadlocks", "deadlocks", "confirmed", { count: 3 }), {}, 1.5],
    ["data.deadlock", "none counted", checkOf("deadlocks", "deadlocks", "refuted", { count: 0 }), {}, -1],
    ["data.serialization", "transactions meet", BLOCKED, {}, 0.5],
    ["data.serialization", "nobody waits now", UNBLOCKED, {}, undefined],
    ["capacity.worker-timeout", "memory was low: no lack of memory", metric(MEMORY, "refuted"), { signal: "6" }, 1],
    ["capacity.worker-timeout", "memory was high", metric(MEMORY, "confirmed"), { signal: "6" }, -1],
    ["capacity.worker-timeout", "somebody waits for a lock", BLOCKED, {}, 0.5],
    ["capacity.memory", "memory was high", metric(MEMORY, "confirmed"), { where: "container" }, 3],
    ["capacity.memory", "signal 9 with memory low", metric(MEMORY, "refuted"), { where: "container", signal: "9" }, -2],
    [
      "capacity.memory",
      "the limit was named, the minute's mean is low",
      metric(MEMORY, "refuted"),
      { where: "container" },
      -0.5,
    ],
    [
      "capacity.memory",
      "the container's memory is not the database's",
      metric(MEMORY, "confirmed"),
      { where: "database" },
      undefined,
    ],
    ["capacity.memory", "the database's memory", metric(SQL_MEMORY, "confirmed"), { where: "database" }, 3],
    ["capacity.disk-full", "the disk is full", metric(DISK, "confirmed"), { where: "database" }, 3.5],
    [
      "capacity.disk-full",
      "the database's disk is not the container's",
      metric(DISK, "confirmed"),
      { where: "container" },
      undefined,
    ],
    ["capacity.no-instance", "all instances run", metric(INSTANCES, "confirmed"), {}, 3],
    ["capacity.no-instance", "more could start", metric(INSTANCES, "refuted"), {}, -1],
    ["capacity.request-timeout", "locks are the nearer cause", BLOCKED, {}, -0.5],
  ])("%s: %s", (family, _why, check, slots, expected) => {
    expect(weight(family, check, slots)).toBe(expected);
  });
});

describe("what constraints, sequences and columns say", () => {
  const PKEY = { constraint: "orders_pkey" };
  const NAME = { relation: "parent", column: "name" };
  const drift = (different: string[], outcome: Outcome = "confirmed") =>
    checkOf("drift", "staging against production", outcome, { missing: [], extra: [], different });

  it.each<[family: FamilyId, why: string, check: Check, slots: Slots, expected: number | undefined]>([
    ["data.unique-violation", "it holds", checkOf("constraint", "orders_pkey", "refuted"), PKEY, 0.5],
    ["data.unique-violation", "it is gone", checkOf("constraint", "orders_pkey", "confirmed"), PKEY, -1],
    [
      "data.unique-violation",
      "only here",
      checkOf("constraint", "orders_pkey", "confirmed", {}, "production"),
      PKEY,
      1,
    ],
    ["data.unique-violation", "the sequence is behind", checkOf("sequence", "orders", "confirmed"), PKEY, 2.5],
    ["data.unique-violation", "the sequence is fine", checkOf("sequence", "orders", "refuted"), PKEY, 0],
    ["data.unique-violation", "another constraint", checkOf("constraint", "x_key", "refuted"), PKEY, undefined],
    ["data.foreign-key-violation", "it holds", checkOf("constraint", "orders_pkey", "refuted"), PKEY, 0.5],
    [
      "data.foreign-key-violation",
      "only here",
      checkOf("constraint", "orders_pkey", "confirmed", {}, "production"),
      PKEY,
      1,
    ],
    ["data.null-violation", "required", checkOf("column", "required value of parent.name", "confirmed"), NAME, 2.5],
    [
      "data.null-violation",
      "no longer required",
      checkOf("column", "required value of parent.name", "refuted"),
      NAME,
      -1,
    ],
    [
      "data.null-violation",
      "not required there",
      checkOf("column", "required value of parent.name", "refuted", {}, "production"),
      NAME,
      1.5,
    ],
    ["data.null-violation", "the column differs", drift(["column public.parent.name default"]), NAME, 2],
    ["data.null-violation", "another column differs", drift(["column public.parent.age type"]), NAME, undefined],
    ["data.null-violation", "nothing differs", drift([], "refuted"), NAME, 0],
  ])("%s: %s", (family, _why, check, slots, expected) => {
    expect(weight(family, check, slots)).toBe(expected);
  });
});
