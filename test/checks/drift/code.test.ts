import { describeKinds, drifted } from "./pairs.ts";

describeKinds("views, functions and what runs by itself", [
  {
    kind: "view",
    given: "create table t (id int, s varchar(9))",
    schema: "create view v as select id from t where s in ('x', 'y')",
    same: "create view v (id) as (select here.id from t as here where here.s in ('x', 'y')); drop view v; create view v as select t.id from t where t.s in ('x', 'y')",
    differs:
      "create view v with (security_invoker = true) as select id from t where s in ('x', 'y') with local check option",
    drift: [drifted("view", "v", "no options", "options check_option=local, security_invoker=true")],
  },
  {
    kind: "query of a view",
    given: "create table t (id int, s text)",
    schema: "create view v as select id from t",
    same: "create view v as select t.id from t; create or replace view v as select id from t",
    differs: "create view v as select id, s from t",
    drift: [
      drifted("view", "v", "SELECT id FROM here.t", "SELECT id, s FROM here.t"),
      drifted("column", "v.s", null, "text"),
    ],
  },
  {
    kind: "materialized view",
    given: "create table t (id int)",
    schema: "create materialized view m as select id from t; create index m_id on m (id)",
    same: "create materialized view m as select id from t with no data; create index m_id on m (id)",
    differs: "create materialized view m as select id from t where id > 0",
    drift: [
      drifted("materialized view", "m", "SELECT id FROM here.t", "SELECT id FROM here.t WHERE (id > 0)"),
      drifted("index", "m.m_id", "CREATE INDEX m_id ON here.m USING btree (id)", null),
    ],
  },
  {
    kind: "function",
    schema: "create function f(a int, b text default 'x') returns int language sql immutable as 'select a'",
    same: "create function f(a integer, b text = 'x') returns integer as $$select a$$ language sql immutable called on null input",
    differs:
      "create function f(a int, b text default 'y') returns int language sql security definer set search_path = '' as 'select a + 1'",
    drift: [
      drifted(
        "function",
        "f(integer, text)",
        "parameters a integer, b text DEFAULT 'x'::text, volatility immutable, select a, not security definer, no settings",
        `parameters a integer, b text DEFAULT 'y'::text, volatile, select a + 1, security definer, settings search_path=""`,
      ),
    ],
  },
  {
    kind: "overloaded function",
    schema:
      "create function f(a int) returns int language sql as 'select 1'; create function f(a text) returns int language sql as 'select 2'",
    same: "create function f(a text) returns int language sql as 'select 2'; create function f(a int) returns int language sql as 'select 1'",
    differs: "create function f(a text) returns int language sql as 'select 2'",
    drift: [drifted("function", "f(integer)", "parameters a integer, returns integer, language sql, select 1", null)],
  },
  {
    kind: "body of a function",
    schema: "create function f() returns int language plpgsql as E'begin\n  return 1;\nend'",
    same: "create function f() returns int language plpgsql as E'begin  \r\n  return 1;\r\nend'",
    differs: "create function f() returns int language plpgsql as E'begin\n  return 2;\nend'",
    drift: [drifted("function", "f()", "begin return 1; end", "begin return 2; end")],
  },
  {
    kind: "function with a body of SQL",
    schema: "create function f(a int) returns int return a + 1",
    same: "create function f(a int) returns int language sql return (a + 1)",
    differs: "create function f(a int) returns int return a + 2",
    drift: [drifted("function", "f(integer)", "RETURN (a + 1)", "RETURN (a + 2)")],
  },
  {
    kind: "procedure",
    schema: "create procedure p(a int) language sql as 'select 1'",
    same: "create procedure p(in a int) as 'select 1' language sql",
    differs: "create procedure p(inout a int) language sql as 'select 1'",
    drift: [drifted("procedure", "p(integer)", "parameters IN a integer", "parameters INOUT a integer")],
  },
  {
    kind: "aggregate",
    schema: "create aggregate total(int) (sfunc = int4pl, stype = int, initcond = '0')",
    same: "create aggregate total(int4) (stype = int4, sfunc = pg_catalog.int4pl, initcond = '0', parallel = unsafe)",
    differs: "create aggregate total(int) (sfunc = int4pl, stype = int, initcond = '1')",
    drift: [drifted("aggregate", "total(integer)", "initial value 0", "initial value 1")],
  },
  {
    kind: "trigger",
    given: "create table t (id int); create function f() returns trigger language plpgsql as 'begin return new; end'",
    schema: "create trigger g before insert on t for each row when (new.id > 0) execute function f()",
    same: "create trigger g before insert on t for each row when ((new.id > 0)) execute procedure f()",
    differs:
      "create trigger g before insert or update on t for each row when (new.id > 0) execute function f(); alter table t disable trigger g",
    drift: [
      drifted(
        "trigger",
        "t.g",
        "CREATE TRIGGER g BEFORE INSERT ON here.t FOR EACH ROW WHEN ((new.id > 0)) EXECUTE FUNCTION here.f(), fires as usual",
        "CREATE TRIGGER g BEFORE INSERT OR UPDATE ON here.t FOR EACH ROW WHEN ((new.id > 0)) EXECUTE FUNCTION here.f(), fires disabled",
      ),
    ],
  },
  {
    kind: "trigger on a partitioned table",
    given: `create table t (id int) partition by list (id); create table t_1 partition of t for values in (1);
            create function f() returns trigger language plpgsql as 'begin return new; end'`,
    schema: "create trigger g after insert on t for each row execute function f()",
    same: "create trigger g after insert on t for each row execute function f()",
    differs: "",
    drift: [
      drifted("trigger", "t.g", "CREATE TRIGGER g AFTER INSERT ON here.t FOR EACH ROW EXECUTE FUNCTION here.f()", null),
    ],
  },
  {
    kind: "rule",
    given: "create table t (id int)",
    schema: "create rule r as on delete to t do instead nothing",
    same: "create rule r as on delete to t where true do instead nothing; create or replace rule r as on delete to t do instead nothing",
    differs: "create rule r as on update to t do instead nothing",
    drift: [
      drifted(
        "rule",
        "t.r",
        "CREATE RULE r AS ON DELETE TO here.t DO INSTEAD NOTHING",
        "CREATE RULE r AS ON UPDATE TO here.t DO INSTEAD NOTHING",
      ),
    ],
  },
]);
