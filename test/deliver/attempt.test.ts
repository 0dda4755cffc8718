import type { ServerResponse } from "node:http";
import { afterEach, expect, test } from "vitest";
import { attempt } from "../../server/deliver/attempt.ts";
import { type Receiver, startReceiver } from "./receiver.ts";

let to: Receiver | undefined;
afterEach(() => to?.close());

async function post(answer: (response: ServerResponse) => void, body = '{"a":"é"}') {
  to = await startReceiver((_request, response) => answer(response));
  const request = { url: to.url, headers: { "content-type": "application/json" }, body, allowPrivate: true };
  return attempt(request, { connectTimeoutMs: 300, timeoutMs: 400 });
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
  const ending = await post(answer);

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
  ["a header that can't be sent", { "x-token": "a\r\nb: c" }, "https://hooks.example/path"],
  ["an address that is none", {}, "https://"],
])("%s is a fault whose sentence tells no secret", async (_name, headers, url) => {
  const ending = await attempt({ url, headers, body: "{}", allowPrivate: false });

  expect(ending).toMatchObject({ fault: "bad-request" });
  expect(JSON.stringify(ending)).not.toMatch(/b: c|path/);
});
