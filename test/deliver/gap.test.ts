import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect, test } from "vitest";
import { gapMessagesOf } from "../../server/gap-messages-of.ts";
import { ingest } from "../../server/ingest.ts";
import { fillGaps, recordGap } from "../../server/store/gaps.ts";
import { type Config, configSchema } from "../../shared/config.ts";
import type { SourceGap, StoredGap } from "../../shared/gap.ts";
import { MINUTE, toIso } from "../../shared/time.ts";
import { webhookEventSchema } from "../../shared/webhook.ts";
import { SECRET } from "../notify/webhook.ts";
import { type Desk, openDesk } from "./desk.ts";

const SOURCE = "cloud-logging shop-staging";
const AT = Date.parse("2026-03-01T12:00:00.000Z");
const GAP: SourceGap = { kind: "disconnect", from: toIso(AT), to: null, reason: "the stream ended", filler: "list" };

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

function configTo(url: string, given: object = {}): Config {
  return configSchema.parse({
    environments: [{ name: "staging", projects: ["shop-staging"] }],
    sources: [{ kind: "cloud-logging", project: "shop-staging" }],
    webhooks: [{ name: "pager", url, secret: SECRET, allowPrivate: true, events: ["source.gap"], ...given }],
  });
}

test("a gap that opens, ends and is filled arrives as three signed messages in order, told again it is none", async () => {
  const to = await desk.receiver();
  const config = configTo(to.url);
  const announce = (gap: StoredGap) => gapMessagesOf(gap, config, desk.clock);
  const tell = (gap: SourceGap) => recordGap(desk.store.pool, SOURCE, gap, announce);
  const fill = (coveredTo: number) =>
    fillGaps(desk.store.pool, { source: SOURCE, coveredTo, now: AT + 10 * MINUTE }, announce);
  await tell(GAP);
  await tell(GAP);
  const ended = { ...GAP, to: toIso(AT + 5 * MINUTE) };
  await tell(ended);
  await tell(ended);
  expect(await fill(AT + 4 * MINUTE)).toBe(1);
  expect(await fill(AT + 5 * MINUTE)).toBe(0);
  expect(await fill(AT + 6 * MINUTE)).toBe(0);

  desk.deliver(config);
  await to.waitFor(3);

  const events = to.received.map(({ body, headers }) =>
    webhookEventSchema.parse(new Webhook(SECRET).verify(body, headers)),
  );
  const gaps = events.map((event) => (event.type === "source.gap" ? event.data.gap : undefined));
  expect(gaps.map((gap) => [gap?.revision, gap?.state, gap?.environment])).toStrictEqual([
    [1, "open", "staging"],
    [2, "ended", "staging"],
    [3, "filled", "staging"],
  ]);
  expect(new Set(gaps.map((gap) => gap?.key)).size).toBe(1);
  expect(new Set(to.received.map(({ headers }) => headers["webhook-id"])).size).toBe(3);
});

test("a gap that comes with a batch is stored with its message, or not at all", async () => {
  const to = await desk.receiver();
  const config = configTo(to.url);
  const read = { source: SOURCE, values: [], gaps: [{ ...GAP, to: toIso(AT + MINUTE) }] };
  await desk.store.pool.query("alter table plumbline.outbox add constraint no check (type <> 'source.gap')");
  await expect(ingest(desk.store.pool, config, read)).rejects.toThrow("violates check constraint");
  const { rows } = await desk.store.pool.query("select id from plumbline.source_gap");
  expect(rows).toStrictEqual([]);
  await desk.store.pool.query("alter table plumbline.outbox drop constraint no");

  await ingest(desk.store.pool, config, read);
  desk.deliver(config);
  const [first] = await to.waitFor(1);
  expect(JSON.parse(first?.body ?? "")).toMatchObject({ type: "source.gap", data: { gap: { source: SOURCE } } });
});

test("secrets in a reason are replaced before they are sent", async () => {
  const to = await desk.receiver();
  const config = configTo(to.url);
  const reason = "paused by ada: postgres://app:hunter2hunter2@db.internal/shop is down";
  await recordGap(desk.store.pool, SOURCE, { ...GAP, reason }, (gap) => gapMessagesOf(gap, config, desk.clock));
  desk.deliver(config);
  const [first] = await to.waitFor(1);
  expect(first?.body).not.toContain("hunter2");
  expect(first?.body).toContain("«redacted:");
});
