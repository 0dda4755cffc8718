import fc from "fast-check";
import { expect, test } from "vitest";
import { foldTrace } from "../../server/group/fold-trace.ts";
import { KnownStacks } from "../../server/group/known-stacks.ts";
import { unescapeJson } from "../../server/group/unescape-json.ts";

const LINES = [
  "Traceback (most recent call last):",
  '  File "/app/app/orders/service.py", line 141, in create_order',
  '  File "/usr/local/lib/python3.12/site-packages/sqlalchemy/engine/base.py", line 1967, in _exec_single_context',
  "    self.dialect.do_execute(",
  "    at OrderService.load (/app/dist/orders.js:211:17)",
  "ValueError: no such order",
  "[SQL: select 1",
  "from b]",
  "[parameters: (1)]",
  "During handling of the above exception, another exception occurred:",
  "a line with \\n    in it",
  "",
  'é »quoted« "words"',
];

test("a text whose stack is known is folded as one that is new", () => {
  const stacks = new KnownStacks();
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...LINES), { maxLength: 14 }), fc.string({ maxLength: 6 }), (lines, end) => {
      const text = [...lines, end].join("\n");
      expect(folded(stacks, text)).toBe(foldedAnew(text));
      expect(folded(stacks, `${text} again`)).toBe(foldedAnew(`${text} again`));
    }),
    { numRuns: 1000 },
  );
});

function folded(stacks: KnownStacks, text: string): string | undefined {
  const bytes = jsonOf(text);
  const out = new Uint8Array(16_384).fill(1);
  const length = stacks.fold(bytes, 1, bytes.length - 1, out);
  return length < 0 ? undefined : Buffer.from(out.subarray(0, length)).toString();
}

function foldedAnew(text: string): string | undefined {
  const bytes = jsonOf(text);
  const out = new Uint8Array(16_384);
  const length = unescapeJson(bytes, 1, bytes.length - 1, out);
  return length < 0 ? undefined : Buffer.from(out.subarray(0, foldTrace(out, length))).toString();
}

function jsonOf(text: string): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(text));
}
