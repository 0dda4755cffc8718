import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { check, gist } from "./ask.ts";
import { createObjects, type Objects } from "./objects.ts";

let objects: Objects;

beforeAll(async () => {
  objects = await createObjects();
});

afterAll(() => objects.drop());

describe("function, schema, extension, type", () => {
  const cases: [kind: Parameters<typeof check>[1], target: string, params: Record<string, string>, gist: string][] = [
    ["function", "greet(text)", {}, "refuted: Function greet(text) exists in staging, in schema public: (text)."],
    ["function", "greet(unknown)", {}, "refuted: Function greet(unknown) exists in staging, in schema public: (text)."],
    [
      "function",
      "greet(integer)",
      {},
      "confirmed: Function greet(integer) exists in staging only with other arguments: (text).",
    ],
    [
      "function",
      "total",
      {},
      "confirmed: Function total exists in staging, but only in schema billing, outside the search_path.",
    ],
    [
      "function",
      "uuid_generate_v4()",
      {},
      "confirmed: Function uuid_generate_v4() is absent from staging: no schema has a function of this name.",
    ],
    ["schema", "billing", {}, "refuted: Schema billing exists in staging, may be used, but is not in the search_path."],
    ["schema", "biling", {}, "confirmed: Schema biling is absent from staging. A near name: billing."],
    ["extension", "plpgsql", {}, "refuted: Extension plpgsql is installed in staging: version 1.0, schema pg_catalog."],
    [
      "extension",
      "no_such_thing",
      {},
      "confirmed: Extension no_such_thing is not installed in staging; the server does not offer it.",
    ],
    ["type", "mood", { value: "happy" }, "refuted: Type mood exists in staging (enum) and knows the value happy."],
    [
      "type",
      "mood",
      { value: "hapy" },
      "confirmed: Enum mood of staging has no value hapy; it has happy and sad. A near name: happy.",
    ],
    ["type", "color", {}, "confirmed: Type color is absent from staging."],
  ];
  test.each(cases)("%s %s %o", async (kind, target, params, expected) => {
    expect(gist(await check(objects.database.url, kind, target, params))).toBe(expected);
  });

  test("a schema that the role may not use", async () => {
    expect(gist(await check(objects.asApp, "schema", "closed"))).toBe(
      "confirmed: Schema closed exists in staging, but the role that looks has no USAGE on it.",
    );
  });
});

describe("sequence, index, constraint", () => {
  const cases: [kind: Parameters<typeof check>[1], target: string, params: Record<string, string>, gist: string][] = [
    [
      "sequence",
      "tiny_id_seq",
      {},
      "confirmed: Sequence public.tiny_id_seq of staging is near its end: 98 % of its 32767 values are used.",
    ],
    [
      "sequence",
      "behind",
      { table: "behind" },
      "confirmed: Sequence public.behind_id_seq of staging is at its start while public.behind.id already holds 40: the next ids exist already.",
    ],
    [
      "sequence",
      "orders",
      { table: "orders", column: "id" },
      "refuted: Sequence public.orders_id_seq of staging has room (0 % of its 2147483647 values are used) and is not behind its column.",
    ],
    [
      "sequence",
      "nothing",
      {},
      "unknown: Not known whether the sequence of nothing is spent or behind in staging: no sequence belongs to nothing.",
    ],
    [
      "index",
      "children_email",
      { index: "children_email" },
      "confirmed: Index public.children_email of staging is invalid.",
    ],
    ["index", "children", { table: "children" }, "confirmed: Index public.children_email of staging is invalid."],
    [
      "index",
      "orders_pkey",
      { index: "orders_pkey" },
      "refuted: Index orders_pkey of staging exists on public.orders and is valid.",
    ],
    ["index", "orders", { table: "orders" }, "refuted: No invalid index was found in staging."],
    [
      "index",
      "orders_note_idx",
      { index: "orders_note_idx" },
      "confirmed: Index orders_note_idx is absent from staging.",
    ],
    [
      "constraint",
      "children_parent_fkey",
      {},
      "confirmed: Constraint children_parent_fkey of staging is not validated: older rows may break it.",
    ],
    [
      "constraint",
      "orders_pkey",
      { table: "orders" },
      "refuted: Constraint orders_pkey of staging holds on public.orders: PRIMARY KEY (id).",
    ],
    [
      "constraint",
      "parents_one",
      {},
      "refuted: Constraint parents_one of staging holds on public.parents: CREATE UNIQUE INDEX parents_one ON public.parents USING btree (((id + 1))).",
    ],
    [
      "constraint",
      "orders_pk",
      { table: "orders" },
      "confirmed: Constraint orders_pk is absent from staging. A near name: orders_pkey.",
    ],
  ];
  test.each(cases)("%s %s %o", async (kind, target, params, expected) => {
    expect(gist(await check(objects.database.url, kind, target, params))).toBe(expected);
  });

  test("a sequence that the role may not read is unknown", async () => {
    expect(gist(await check(objects.asApp, "sequence", "behind", { table: "behind" }))).toBe(
      "unknown: Not known whether the sequence of behind is spent or behind in staging: the role may not read the sequence, or it was never used.",
    );
  });
});
