import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { mergeBatches } from "../../server/sources/merge.ts";
import type { SourceBatch } from "../../server/sources/source.ts";

/** Batches `a1`, `a2` …; `asked` hears of each before it is made. */
async function* reader(name: string, count: number, asked: (id: string) => void): AsyncGenerator<SourceBatch> {
  for (let i = 1; i <= count; i += 1) {
    asked(`${name}${i}`);
    await turn();
    yield { values: [], rejections: [], gaps: [], cursor: `${name}${i}` };
  }
}

test("each reader keeps its order, both go forward, and none is asked before its last batch is done with", async () => {
  const asked: string[] = [];
  const done: unknown[] = [];
  const note = (id: string) => asked.push(id);
  for await (const { cursor } of mergeBatches([reader("a", 5, note), reader("b", 3, note)])) {
    await turn();
    expect(asked).not.toContain(`${String(cursor)[0]}${Number(String(cursor).slice(1)) + 1}`);
    done.push(cursor);
  }
  expect(done.filter((id) => String(id).startsWith("a"))).toStrictEqual(["a1", "a2", "a3", "a4", "a5"]);
  expect(done.filter((id) => String(id).startsWith("b"))).toStrictEqual(["b1", "b2", "b3"]);
  expect(done.indexOf("b3")).toBeLessThan(done.indexOf("a5"));
});

test("what a reader throws is thrown, and the others are ended", async () => {
  const ended: string[] = [];
  async function* endless(): AsyncGenerator<SourceBatch> {
    try {
      for (;;) {
        await turn();
        yield { values: [], rejections: [], gaps: [] };
      }
    } finally {
      ended.push("endless");
    }
  }
  async function* broken(): AsyncGenerator<SourceBatch> {
    yield { values: [], rejections: [], gaps: [] };
    throw new Error("broken");
  }
  const all = async () => {
    for await (const _batch of mergeBatches([endless(), broken()]));
  };
  await expect(all()).rejects.toThrow("broken");
  await expect.poll(() => ended).toStrictEqual(["endless"]);
});

test("batches that were taken are let go, however long another reader has nothing to say", async () => {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  const silence = Promise.withResolvers<void>();
  async function* silent(): AsyncGenerator<SourceBatch> {
    yield { values: [], rejections: [], gaps: [] };
    await silence.promise;
  }
  const taken: WeakRef<SourceBatch>[] = [];
  for await (const batch of mergeBatches([silent(), reader("a", 30, () => undefined)])) {
    taken.push(new WeakRef(batch));
    if (taken.length === 31) {
      await turn();
      collect();
      expect(taken.filter((one) => one.deref() !== undefined).length).toBeLessThan(5);
      silence.resolve();
    }
  }
  expect(taken).toHaveLength(31);
});
