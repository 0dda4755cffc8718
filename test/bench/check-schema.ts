// Compares two databases of many tables: `node test/bench/check-schema.ts [TABLES]`. One JSON object: how many milliseconds each round
// took, connecting included, and how many differences were found.
import { Client } from "pg";
import { compareDatabases } from "../../server/drift.ts";
import { openSnapshot } from "../../server/lib/target-database.ts";
import { startThrowawayCluster } from "../lib/throwaway-cluster.ts";
import { median } from "./measure.ts";

const ROUNDS = 5;
/** Tables made in one transaction: each takes locks. */
const CHUNK = 100;

/** Tables as applications have them: ten columns, keys, a check, indexes, a view, a trigger and a comment each. */
function tablesFrom(first: number, last: number): string {
  return `
    do $$ begin
      for i in ${first}..${last} loop
        execute format('create table t%s (id bigserial primary key, a int not null default 0, b text not null, c varchar(20)
          check (c in (''x'', ''y'')), d timestamptz default now(), e jsonb, f numeric(10, 2), g boolean, h uuid, parent bigint
          references t%s (id))', i, greatest(i - 1, 1));
        execute format('create index on t%s (a, b)', i);
        execute format('create unique index on t%s (lower(b)) where g', i);
        execute format('create view v%s as select id, a, b from t%s where g', i, i);
        execute format('create trigger g before update on t%s for each row execute function touch()', i);
        execute format('comment on table t%s is ''table %s''', i, i);
      end loop;
    end $$`;
}

const tables = Number(process.argv[2] ?? 1000);
const cluster = await startThrowawayCluster();
try {
  const urls = [];
  for (const name of ["from", "to"]) urls.push(await makeDatabase(name));
  const rounds: { ms: number; differences: number }[] = [];
  for (let round = 1; round <= ROUNDS; round++) rounds.push(await measure(urls[0] ?? "", urls[1] ?? ""));
  const ms = rounds.map((round) => round.ms);
  const [differences] = rounds.map((round) => round.differences);
  process.stdout.write(`${JSON.stringify({ tables, medianMs: median(ms), ms, differences })}\n`);
} finally {
  await cluster.stop();
}

async function makeDatabase(name: string): Promise<string> {
  const url = new URL(cluster.url);
  await run(url.href, `create database bench_${name}`);
  url.pathname = `/bench_${name}`;
  await run(url.href, "create function touch() returns trigger language plpgsql as 'begin return new; end'");
  for (let first = 1; first <= tables; first += CHUNK) {
    await run(url.href, tablesFrom(first, Math.min(first + CHUNK - 1, tables)));
  }
  await run(url.href, "analyze");
  return url.href;
}

async function run(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

async function measure(from: string, to: string): Promise<{ ms: number; differences: number }> {
  const started = performance.now();
  const [left, right] = await Promise.all([from, to].map((url) => openSnapshot(url, { budgetMs: 60_000 })));
  if (!left?.ok || !right?.ok) throw new Error("could not connect");
  const drift = await compareDatabases(left.snapshot.client, right.snapshot.client);
  await Promise.all([left.snapshot.close(), right.snapshot.close()]);
  return { ms: Math.round(performance.now() - started), differences: drift.length };
}
