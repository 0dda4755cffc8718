// Kills the server and PostgreSQL again and again during ingestion and compares the counts with the truth:
// `node test/bench/kill-loop.ts [--rounds 50] [--database 20] [--entries 1500] [--seed 1]`. Ends with 1 where they differ.
import { isDeepStrictEqual, parseArgs } from "node:util";
import { killLoop } from "../ingestion/kill-loop.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "50" },
    database: { type: "string", default: "20" },
    entries: { type: "string", default: "1500" },
    seed: { type: "string", default: "1" },
  },
});
const { stored, truth, offered, ownEnds, seconds } = await killLoop({
  serverRounds: Number(values.rounds),
  databaseRounds: Number(values.database),
  entriesPerRound: Number(values.entries),
  seed: Number(values.seed),
  say: (line) => process.stderr.write(`${line}\n`),
});
const isEqual = isDeepStrictEqual(stored, truth);
const { entries } = truth;
const counters = Object.keys(truth.errors).length + Object.keys(truth.requests).length;
process.stdout.write(`${JSON.stringify({ isEqual, entries, offered, counters, ownEnds, seconds })}\n`);
if (!isEqual) process.stdout.write(`${JSON.stringify({ stored, truth })}\n`);
process.exitCode = isEqual && ownEnds.length === 0 ? 0 : 1;
