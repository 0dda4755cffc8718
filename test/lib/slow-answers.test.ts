import { expect, test } from "vitest";
import { slowAnswers } from "../../server/lib/slow-answers.ts";

/** A question that takes so long by the clock, and whose answers are numbered. */
function world(took: number) {
  const clock = { now: 0, asked: 0 };
  const answers = slowAnswers<number>(() => clock.now);
  const ask = async () => {
    clock.asked += 1;
    const own = clock.asked;
    clock.now += took;
    await Promise.resolve();
    return own;
  };
  const settle = () => new Promise((done) => setTimeout(done, 0));
  return { clock, answers, get: () => answers.get("", ask), settle };
}

test("a quick answer is made anew each time", async () => {
  const { get, settle } = world(20);
  const first = await get();
  await settle();
  expect([first, await get()]).toEqual([1, 2]);
});

test("a slow answer is kept for ten times as long, then shown once more while a new one is made", async () => {
  const { clock, get, settle } = world(1000);
  const first = await get();
  await settle();
  const again = await get();
  clock.now = 10_500;
  const whileRenewing = await get();
  await settle();
  expect([first, again, whileRenewing, await get()]).toEqual([1, 1, 1, 2]);
});

test("an answer that nobody asked for in a long time is not shown any more", async () => {
  const { clock, get, settle } = world(10_000);
  await get();
  await settle();
  clock.now = 100_000;
  expect(await get()).toBe(2);
});

test("who asks while an answer is made waits for the same one; a failure is not kept; what is forgotten is asked anew", async () => {
  const answers = slowAnswers<string>(() => 0);
  let asked = 0;
  const slow = async () => {
    asked += 1;
    await new Promise((done) => setTimeout(done, 10));
    if (asked === 1) throw new Error("away");
    return `${asked}`;
  };
  const both = await Promise.allSettled([answers.get("a", slow), answers.get("a", slow)]);
  expect([both.map(({ status }) => status), asked]).toEqual([["rejected", "rejected"], 1]);
  const going = answers.get("a", slow);
  answers.forget();
  expect([await answers.get("a", slow), await going, asked]).toEqual(["3", "3", 3]);
});
