import { type Agent, request } from "node:http";

export type Posted = { status: number; body: string };

/** Sends NDJSON to a server on loopback and gives its answer; rejects when the connection does not hold. */
export function postEntries(
  { port, agent, timeoutMs = 30_000 }: { port: number; agent: Agent; timeoutMs?: number },
  lines: string | Buffer,
): Promise<Posted> {
  return new Promise((resolve, reject) => {
    const headers = { "content-type": "application/x-ndjson", "content-length": Buffer.byteLength(lines) };
    const path = "/api/v1/entries?summary=1";
    const asked = request({ agent, host: "127.0.0.1", port, method: "POST", path, headers }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (part) => {
        body += part;
      });
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body }));
      answer.on("error", reject);
    });
    asked.setTimeout(timeoutMs, () => asked.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    asked.on("error", reject).end(lines);
  });
}
