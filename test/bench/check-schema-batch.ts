// Answers many comparisons in one process, for scoring: a line {"a":url,"b":url} in, a line {"drift":[…]} out.
import { createInterface } from "node:readline";
import { compareDatabases } from "../../server/drift.ts";
import { messageOf } from "../../server/lib/errors.ts";
import { openSnapshot } from "../../server/lib/target-database.ts";

const BUDGET_MS = 20_000;

async function snapshot(url: unknown) {
  const opened = await openSnapshot(String(url), { budgetMs: BUDGET_MS });
  if (!opened.ok) throw new Error(opened.fault.reason);
  return opened.snapshot;
}

async function answer(line: string): Promise<object> {
  const request = JSON.parse(line);
  const [from, to] = await Promise.all([snapshot(request.a), snapshot(request.b)]);
  try {
    return { drift: await compareDatabases(from.client, to.client) };
  } finally {
    await Promise.all([from.close(), to.close()]);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const result = await answer(line).catch((error: unknown) => ({ error: messageOf(error) }));
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
