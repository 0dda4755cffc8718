import { expect, test } from "vitest";
import { objectList } from "../../../server/checks/drift/object-list.ts";

test.each([
  ["one object", ["column public.orders.note"], "column public.orders.note"],
  [
    "objects of a table that is listed",
    [
      "table public.servers",
      "index public.servers.servers_at",
      "constraint public.servers.a_key",
      "constraint public.servers.b",
      "sequence public.servers_id_seq",
    ],
    "table public.servers (with 1 index and 2 constraints) and sequence public.servers_id_seq",
  ],
  [
    "the same of one table",
    ["column public.orders.a", "column public.orders.b", "column public.orders.c", "column public.orders.d"],
    "columns a, b, c and 1 more of public.orders",
  ],
  [
    "names that are quoted, and functions",
    ['index public."odd.name"."a b"', 'index public."odd.name".c', "function public.f(integer, text)"],
    'indexes "a b" and c of public."odd.name" and function public.f(integer, text)',
  ],
  [
    "more than five phrases",
    [1, 2, 3, 4, 5, 6, 7].flatMap((n) => [`column public.t${n}.a`, `column public.t${n}.b`]),
    "columns a and b of public.t1, columns a and b of public.t2, columns a and b of public.t3, columns a and b of public.t4, columns a and b of public.t5 and 4 more",
  ],
  ["what is of no table", ["extension pgcrypto", "role api"], "extension pgcrypto and role api"],
])("%s", (_name, objects, words) => {
  expect(objectList(objects)).toBe(words);
});
