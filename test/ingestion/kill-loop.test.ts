import { expect, test } from "vitest";
import { killLoop } from "./kill-loop.ts";

test("killed again and again, server and PostgreSQL, three ways of ingestion at once end with exact counts", async () => {
  const { stored, truth, offered, ownEnds } = await killLoop({
    serverRounds: 5,
    databaseRounds: 3,
    entriesPerRound: 800,
    seed: 7,
    say: () => undefined,
  });

  expect(stored).toStrictEqual(truth);
  expect(ownEnds).toStrictEqual([]);
  expect(offered).toBeGreaterThan(truth.entries);
});
