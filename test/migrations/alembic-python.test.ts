import { expect, test } from "vitest";
import { deeds } from "./files.ts";

test("a match over what is known takes the case that fits, and one over what is not may take each", () => {
  const known = `match op.get_bind().dialect.name:
    case "mysql" | "mariadb":
        op.create_table("never")
    case "postgresql" if load():
        op.create_table("perhaps")
    case "sqlite" | "postgresql":
        op.create_table("taken")
    case _:
        op.create_table("other")
match op.get_bind().dialect.name:
    case "mysql": op.drop_table("x")
    case _: op.drop_table("y")`;
  expect(deeds(known).done).toEqual(["create perhaps() ?", "create taken() ?", "drop y"]);
  expect(deeds(`match load():\n    case 1: op.drop_table("a")\n    case _: op.drop_table("b")`).done).toEqual([
    "drop a ?",
    "drop b ?",
  ]);
});

test("operations by name, mapped over lists, and under what an online run knows", () => {
  const body = `getattr(op, "create_table")("a")
list(map(op.drop_table, ["b", "c"]))
map(lambda name: op.drop_table(name), load())
if not context.is_offline_mode():
    op.create_table("d")
op.execute(textwrap.dedent("""
    create table e (id int)
"""))`;
  expect(deeds(body, "import textwrap\nfrom alembic import context")).toEqual({
    done: ["create a()", "drop b", "drop c", "create d()", "create e(id)"],
    unread: [],
  });
});

test("syntax of Python 3.12 and later is read", () => {
  const more = `type Names = list[str]
def first[T](items: list[T]) -> T:
    return items[0]`;
  const body = `with (op.batch_alter_table("a") as one, op.batch_alter_table("b") as two):
    one.add_column(sa.Column("x"))
    two.drop_column("y")
op.create_table(f"nested_{'q' if True else "r"}")
op.create_table(f'{first(["gen"])}')
if (name := "walrus"):
    op.create_table(name)
try:
    op.drop_table("tried")
except* ValueError:
    pass`;
  expect(deeds(body, more).done).toEqual([
    "create nested_q()",
    "create gen()",
    "create walrus()",
    "drop tried ?",
    "add a.x",
    "drop b.y",
  ]);
});
