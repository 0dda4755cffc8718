import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { runOn } from "../../lib/postgres.ts";
import { describeKinds, drifted, driftOf } from "./pairs.ts";

// Tests share one server, and roles are the server's.
const suffix = randomBytes(4).toString("hex");
const app = `drift_app_${suffix}`;
const reader = `drift_reader_${suffix}`;

beforeAll(() => runOn(inject("postgresUrl"), `create role ${app}; create role ${reader}`));
afterAll(() => runOn(inject("postgresUrl"), `drop role ${app}; drop role ${reader}`));

describeKinds("access", [
  {
    kind: "row level security and policies",
    given: "create table t (id int)",
    schema: `alter table t enable row level security; create policy p on t for select to ${app}, ${reader} using (id > 0)`,
    same: `create policy p on t as permissive for select to ${reader}, ${app} using ((id > 0)); alter table t enable row level security`,
    differs: `create policy p on t as restrictive to ${app} using (id > 0) with check (id > 1)`,
    drift: [
      drifted("table", "t", "row level security enabled", "no row level security"),
      drifted(
        "policy",
        "t.p",
        `command select, roles ${app}, ${reader}, not restrictive, no with check`,
        `command all, roles ${app}, restrictive, with check (id > 1)`,
      ),
    ],
  },
  {
    kind: "grant on a table",
    given: "create table t (id int)",
    schema: `grant select on t to ${app}`,
    // The default privileges of the owner, spelled out, are what a table without any has.
    same: `grant all on t to current_user; grant select, insert on t to ${app}; revoke insert on t from ${app}`,
    differs: `grant select on t to ${app} with grant option; grant insert (id) on t to ${reader}`,
    drift: [
      drifted("grant", "t", `${app}: SELECT`, `${app}: SELECT with grant option`),
      drifted("grant", "t.id", null, `${reader}: INSERT`),
    ],
  },
  {
    kind: "grant on a function",
    given: "create function f() returns int language sql as 'select 1'",
    schema: "",
    same: "grant execute on function f() to public",
    differs: `revoke execute on function f() from public; grant execute on function f() to ${app}`,
    drift: [drifted("grant", "f()", null, `PUBLIC: without EXECUTE; ${app}: EXECUTE`)],
  },
  {
    kind: "default privileges",
    schema: `alter default privileges in schema case_3_ grant select on tables to ${app}`,
    same: `alter default privileges in schema case_3_ grant select, insert on tables to ${app};
           alter default privileges in schema case_3_ revoke insert on tables from ${app}`,
    differs: `alter default privileges in schema case_3_ grant insert on tables to ${app}`,
    drift: [
      drifted(
        "default privileges",
        "tables of plumbline",
        `for later objects ${app}: SELECT`,
        `for later objects ${app}: INSERT`,
      ),
    ],
  },
  {
    kind: "owner",
    given: "create table t (id int)",
    schema: "",
    same: `alter table t owner to ${app}; alter table t owner to current_user`,
    differs: `alter table t owner to ${app}`,
    drift: [drifted("owner", "t", "plumbline", app)],
  },
]);

describe("grants on schemas", () => {
  it("a revoked USAGE is told", async () => {
    const drift = await driftOf(`create schema s; grant usage on schema s to ${app}`, "create schema s");

    expect(drift).toStrictEqual([drifted("grant", "s", `${app}: USAGE`, null, "s")]);
  });
});
