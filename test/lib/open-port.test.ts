import { expect, test } from "vitest";
import { openPort } from "../../server/open-port.ts";
import { freePort } from "./free-port.ts";

test.each([
  ["127.0.0.1", "timeout=5"],
  ["0.0.0.0", "timeout=620"],
])("at %s an idle connection is kept: %s, longer than a load balancer keeps it", async (host, kept) => {
  const port = await freePort();
  const open = await openPort({ host, port });
  open.answerWith((_request, response) => void response.end());

  expect((await fetch(`http://127.0.0.1:${port}/`)).headers.get("keep-alive")).toBe(kept);
  await open.close();
});
