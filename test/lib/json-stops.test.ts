import fc from "fast-check";
import { expect, test } from "vitest";
import { createJsonStops, findOneByOne } from "../../server/lib/json-stops.ts";

const stops = createJsonStops();

/** Bytes of which about half are quotes, backslashes, control characters or their neighbours. */
const bytes = fc.uint8Array({ maxLength: 300 }).map((all) => all.map((byte) => (byte & 1 ? byte : (byte >> 1) % 0x60)));

test("with the processor's instructions the same places are found as one by one, whatever came before", () => {
  fc.assert(
    fc.property(bytes, (data) => {
      stops.find(data);
      const expected = new Uint32Array(data.length + 16);
      const count = findOneByOne(data, data.length, expected);
      expect(Array.from(stops.places.subarray(0, count))).toStrictEqual(Array.from(expected.subarray(0, count)));
      expect(stops.places[count]).toBe(0xffffffff);
    }),
    { numRuns: 500 },
  );
});

test("quotes, backslashes and control characters are places to stop at, what is said in other bytes is not", () => {
  const data = new TextEncoder().encode('{"a":"\\u00e9 \u007f é\t"}\n');
  stops.find(data);
  const end = stops.places.indexOf(0xffffffff);
  const found = [...stops.places.subarray(0, end)].map((place) => String.fromCharCode(data[place] ?? 0));
  expect(found).toStrictEqual(['"', '"', '"', "\\", "\t", '"', "\n"]);
});
