import { afterEach, beforeEach, expect, test } from "vitest";
import { listDisabledEndpoints } from "../../server/store/endpoints.ts";
import { listDeliveries } from "../../server/store/list-deliveries.ts";
import { DAY, HOUR, SECOND } from "../../shared/time.ts";
import { configOf } from "../notify/webhook.ts";
import { type Desk, ID, openDesk } from "./desk.ts";
import { startReceiver } from "./receiver.ts";

let desk: Desk;
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(() => desk.close());

test("410 disables the endpoint and says so; its deliveries wait", async () => {
  const to = await desk.receiver((_request, response) => void response.writeHead(410).end());
  const config = configOf({ name: "gone", url: to.url, allowPrivate: true });
  await desk.save(config, {}, { id: "2".repeat(16) });
  const worker = desk.deliver(config);
  await desk.settled(2);
  await expect
    .poll(() => listDisabledEndpoints(desk.store.pool))
    .toMatchObject([{ name: "gone", reason: expect.stringContaining("410 Gone") }]);
  desk.clock += DAY;
  worker.wake();
  await new Promise((done) => setTimeout(done, 100));

  expect(to.received).toHaveLength(2);
  expect((await listDeliveries(desk.store.pool, ID))[0]?.state).toBe("pending");
});

test.each([
  ["429 with Retry-After", 429, { "retry-after": "3600" }, "http-429: answered 429", HOUR],
  ["a redirect, which is not followed", 302, { location: "/elsewhere" }, "redirect: answered 302", 5 * SECOND],
  ["not found, which people mend", 404, {}, "http-404: answered 404", 5 * SECOND],
])("%s is tried again when it should be", async (_name, status, headers, error, wait) => {
  const to = await desk.receiver((_request, response) => void response.writeHead(status, headers).end("no"));
  const config = configOf({ url: to.url, allowPrivate: true });
  await desk.save(config, {});
  const sentAt = desk.clock;
  desk.deliver(config);

  const [row] = await desk.settled(1);

  expect(row?.attempts[0]).toMatchObject({ status, error: expect.stringContaining(error) });
  expect(await desk.dueAt()).toBe(sentAt + wait);
  expect(to.received.map(({ path }) => path)).toStrictEqual(["/hook?key=secret-in-the-address"]);
});

test.each([
  ["garbage instead of HTTP", "garbage"],
  ["a connection that is cut", "cut"],
])("%s is a failure that is tried again", async (_name, kind) => {
  const to = await desk.receiver((_request, response) => {
    if (kind === "garbage") response.socket?.end("\0\x01 what is this\r\n\r\n");
    else response.socket?.destroy();
  });
  const config = configOf({ url: to.url, allowPrivate: true });
  await desk.save(config, {});
  desk.deliver(config);

  const [row] = await desk.settled(1);

  expect(row).toMatchObject({
    state: "pending",
    attempts: [{ status: null, error: expect.stringMatching(/^broken: /) }],
  });
});

test("nothing listens: tried again, and neither log nor database tells the address's secrets", async () => {
  const to = await startReceiver();
  await to.close();
  const config = configOf({ url: to.url, allowPrivate: true });
  await desk.save(config, {});
  desk.deliver(config);

  const [row] = await desk.settled(1);

  expect(row?.attempts[0]?.error).toMatch(/^connect: .*nothing listens there/);
  expect(JSON.stringify([row, desk.logged])).not.toContain("secret-in-the-address");
  expect(row?.endpoint).toMatch(/^hook_[0-9a-f]{12}$/);
});

test("a private address is refused unless the configuration permits it, and no socket is opened", async () => {
  const to = await desk.receiver();
  const config = configOf({ url: to.url });
  await desk.save(config, {});
  desk.deliver(config);

  const [row] = await desk.settled(1);

  expect(row?.attempts[0]).toMatchObject({
    status: null,
    error: expect.stringMatching(/^address-refused: 127\.0\.0\.1/),
  });
  expect(to.received).toHaveLength(0);
});

test("a delivery whose webhook left the configuration is tried again like any other", async () => {
  await desk.save(configOf({ name: "former", url: "https://hooks.example" }), {});
  desk.deliver(configOf());

  const [row] = await desk.settled(1);

  expect(row).toMatchObject({ state: "pending", attempts: [{ error: expect.stringMatching(/^not-configured: /) }] });
});
