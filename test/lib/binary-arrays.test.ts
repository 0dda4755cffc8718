import pg from "pg";
import { expect, inject, test } from "vitest";
import {
  bigintArray,
  floatArray,
  integerArray,
  jsonArray,
  textArray,
  uuidArray,
  uuidArrayOfWords,
} from "../../server/lib/binary-arrays.ts";

const TEXTS = ["", "plain", 'quotes " and \\ and {braces}, commas', "naïve 日本語 🙂", "null", "line\nbreak"];
const HASH = "0123456789abcdef".repeat(2);

const CASES: [why: string, type: string, array: Buffer, spelled: unknown][] = [
  ["any text", "text", textArray(TEXTS), TEXTS],
  ["none at all", "text", textArray([]), []],
  ["documents keep their spelling", "json", jsonArray(['{"b":1,  "a":"\\u0000"}']), ['{"b":1,  "a":"\\u0000"}']],
  ["hashes in hex", "uuid", uuidArray([HASH, "f".repeat(32)]), [HASH, "f".repeat(32)]],
  ["hashes in words", "uuid", uuidArrayOfWords(Uint32Array.of(0x01234567, 0x89abcdef, 0x01234567, 0x89abcdef)), [HASH]],
  [
    "times, any number",
    "double precision",
    floatArray([0.1, -0, 1.7e308, Number.NaN]),
    ["0.1", "-0", "1.7e+308", "NaN"],
  ],
  ["whole numbers", "integer", integerArray([0, -1, 2 ** 31 - 1]), ["0", "-1", "2147483647"]],
  ["large whole numbers", "bigint", bigintArray([0, -1, 2 ** 53 - 1]), ["0", "-1", "9007199254740991"]],
];

test.each(CASES)("%s arrive as they were sent", async (_why, type, array, spelled) => {
  const client = new pg.Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  try {
    const { rows } = await client.query<{ texts: string[] }>(`select $1::${type}[]::text[] as texts`, [array]);
    const texts = rows[0]?.texts.map((text) => (type === "uuid" ? text.replaceAll("-", "") : text));
    expect(texts).toStrictEqual(spelled);
  } finally {
    await client.end();
  }
});

test("a number that is none of 32 bits is refused", () => {
  expect(() => integerArray([2 ** 31])).toThrow(RangeError);
});
