import { afterEach, beforeEach, expect, test } from "vitest";
import { reactTo } from "../../server/react.ts";
import { acknowledge, addComment, editStep, mute } from "../../server/store/edit-incident.ts";
import { listDeliveries } from "../../server/store/list-deliveries.ts";
import type { Config } from "../../shared/config.ts";
import { configOf } from "../notify/webhook.ts";
import { type Desk, ID, openDesk } from "./desk.ts";

let desk: Desk;
let config: Config;
beforeEach(async () => {
  desk = await openDesk();
  config = configOf({
    name: "pager",
    url: "https://pager.example/hook",
    events: ["incident.updated", "incident.acknowledged", "incident.remediation_changed"],
  });
  await desk.save(config, {});
});
afterEach(() => desk.close());

const editor = () => ({
  who: "Ada",
  at: desk.clock,
  announce: (change: Parameters<typeof reactTo>[0]) => reactTo(change, config, desk.clock).messages,
});
const told = async () => (await listDeliveries(desk.store.pool, ID)).map(({ type }) => type).sort();

test("an acknowledgement is announced once, however often it is pressed", async () => {
  await acknowledge(desk.store.pool, ID, editor());
  await acknowledge(desk.store.pool, ID, editor());

  expect(await told()).toStrictEqual(["incident.acknowledged", "incident.updated"]);
});

test("a step that a person changes is announced, a comment is not", async () => {
  await editStep(desk.store.pool, ID, "s1", { status: "in-progress", owner: "Ada" }, editor());
  await addComment(desk.store.pool, ID, "looking", editor());

  expect(await told()).toStrictEqual(["incident.remediation_changed", "incident.updated"]);
});

test("an edit that fails announces nothing", async () => {
  await expect(editStep(desk.store.pool, ID, "nothing", { status: "done" }, editor())).rejects.toThrow("has no step");

  expect(await told()).toStrictEqual([]);
});

test("muting is told, what happens meanwhile is not", async () => {
  await mute(desk.store.pool, ID, true, editor());
  await desk.save(config, { severity: "low" });

  expect(await told()).toStrictEqual(["incident.updated"]);
});
