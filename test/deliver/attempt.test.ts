import type { ServerResponse } from "node:http";
import { afterEach, expect, test } from "vitest";
import { attempt } from "../../server/deliver/attempt.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

let to: Receiver | undefined;
afterEach(() => to?.close());

async function post(answer: (response: ServerResponse) => void, timeoutMs = 20_000) {
  to = await startReceiver((_request, response) => answer(response));
  const headers = { "content-type": "application/json" };
  const request = { url: to.url, headers, body: '{"a":"é"}', allowPrivate: true };
  return attempt(request, { connectTimeoutMs: 20_000, timeoutMs });
}

test("the body arrives byte for byte, with its length in bytes", async () => {
  const ending = await post((response) => void response.writeHead(202).end());

  expect(ending).toStrictEqual({ status: 202, retryAfter: undefined, answer: "" });
  expect(to?.received[0]).toMatchObject({ body: '{"a":"é"}', headers: { "content-length": "10" } });
});

test.each<[string, (response: ServerResponse) => void]>([
  ["no answer", () => undefined],
  ["an answer that never ends", (response) => void response.write("first")],
])("%s is a timeout", async (_name, answer) => {
  const ending = await post(answer, 400);

  expect(ending).toStrictEqual({
    fault: "timeout",
    message: expect.stringContaining("no complete answer within 0.4 s"),
  });
});

test("an endless answer is not read: its status counts", async () => {
  const ending = await post((response) => {
    response.writeHead(200);
    const more = () => void (response.destroyed || response.write(Buffer.alloc(65_536, "x"), more));
    more();
  });

  expect(ending).toStrictEqual({ status: 200, retryAfter: undefined, answer: "x".repeat(2048) });
});

test.each([
  ["its network", { hosts: [], networks: ["127.0.0.0/30"] }, { status: 200 }],
  ["its name", { hosts: ["127.0.0.1"], networks: [] }, { status: 200 }],
  ["another network", { hosts: [], networks: ["10.0.0.0/8"] }, { fault: "address-refused" }],
  ["another name", { hosts: ["hooks.internal"], networks: [] }, { fault: "address-refused" }],
])("a private address is reached where %s is permitted, and not else", async (_name, allowPrivate, expected) => {
  to = await startReceiver();

  expect(await attempt({ url: to.url, headers: {}, body: "{}", allowPrivate })).toMatchObject(expected);
  expect(to.received.length).toBe("status" in expected ? 1 : 0);
});

test.each([
  ["a header that can't be sent", { "x-token": "a\r\nb: c" }, "https://hooks.example/path"],
  ["an address that is none", {}, "https://"],
])("%s is a fault whose sentence tells no secret", async (_name, headers, url) => {
  const ending = await attempt({ url, headers, body: "{}", allowPrivate: false });

  expect(ending).toMatchObject({ fault: "bad-request" });
  expect(JSON.stringify(ending)).not.toMatch(/b: c|path/);
});
