import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { recognize } from "../../server/causes/recognize.ts";
import type { FamilyId } from "../../shared/families.ts";
import { event } from "./event.ts";

const MESSAGES = "../shared/corpus/messages.ndjson";
const PAIRS = "../shared/grouping/identity-pairs.json";

/** The collection's own words for kinds of failure, and which of our families each may be. */
const MEANS: Record<string, FamilyId[]> = {
  "app.concurrent_connection_use": ["code.async-misuse"],
  "app.detached_instance": ["code.async-misuse"],
  "app.missing_greenlet": ["code.async-misuse"],
  "db.async_engine_sync_pool": ["config.pool-class-mismatch"],
  "db.auth_failed": ["auth.database-password"],
  "db.connection_lost": ["database.connection-lost", "database.restarted"],
  "db.not_null_violation": ["data.null-violation"],
  "db.query_timeout": ["database.statement-timeout"],
  "db.serialization_failure": ["data.serialization"],
  "db.ssl_error": ["network.tls"],
  "db.transaction_aborted": ["echo.transaction-aborted"],
  "db.undefined_database": ["schema.database-missing"],
  "db.undefined_table": ["schema.missing-relation"],
  "dep.import_error": ["boot.import-error"],
  "worker.boot_failed": ["boot.container-not-listening"],
};

describe.skipIf(!existsSync(MESSAGES))("collected error texts (skipped where the collection is absent)", () => {
  const messages = existsSync(MESSAGES) ? readMessages() : [];

  it.each(Object.entries(MEANS))("%s is read as %j", (theirs, ours) => {
    const texts = messages.filter(({ family }) => family === theirs).map(({ text }) => text);
    const wrong = texts.filter((text) => !ours.some((family) => family === recognize(event(text))?.family));
    expect(texts.length).toBeGreaterThan(0);
    expect(wrong).toStrictEqual([]);
  });

  it("sees no failure in benign text, client errors or slow queries", () => {
    const benign = messages.filter(({ family }) =>
      /^(?:benign\.|http\.4xx|db\.slow_query|db\.invalid_input)/.test(family),
    );
    expect(benign.length).toBeGreaterThan(30);
    expect(benign.filter(({ text }) => recognize(event(text)) !== undefined)).toStrictEqual([]);
  });
});

describe.skipIf(!existsSync(PAIRS))("pairs of the same or another mistake (skipped where they are absent)", () => {
  const pairs = existsSync(PAIRS) ? readPairs() : [];

  it("share family and slots exactly where they are one mistake, wherever both are recognised", () => {
    const wrong = pairs.flatMap(({ a, b, same, why }) => {
      const [one, other] = [a, b].map((text) => recognize(event(text)));
      if (one === undefined || other === undefined) return [];
      const isSame =
        JSON.stringify([one.family, sorted(one.slots)]) === JSON.stringify([other.family, sorted(other.slots)]);
      return isSame === same ? [] : [{ a, b, why }];
    });
    expect(wrong).toStrictEqual([]);
  });

  it("are mostly texts of known families", () => {
    const known = pairs.filter(({ a, b }) => recognize(event(a)) !== undefined && recognize(event(b)) !== undefined);
    expect(known.length).toBeGreaterThanOrEqual(18);
  });
});

function readMessages() {
  const message = z.object({ text: z.string(), family: z.string() });
  return readFileSync(MESSAGES, "utf8")
    .trim()
    .split("\n")
    .map((line) => message.parse(JSON.parse(line)));
}

function readPairs() {
  const pair = z.object({ a: z.string(), b: z.string(), same: z.boolean(), why: z.string() });
  return z.array(pair).parse(JSON.parse(readFileSync(PAIRS, "utf8")));
}

function sorted(slots: Record<string, string>): [string, string][] {
  return Object.entries(slots).sort(([a], [b]) => (a < b ? -1 : 1));
}
