import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readEntry } from "../../server/normalize/read-entry.ts";
import { readFiles } from "../../server/sources/file.ts";
import type { LogEntry } from "../../shared/log-entry.ts";
import { entry, normalize } from "./entries.ts";

const BOOT = "../shared/samples/cloud-run-boot-import-error.json";
const CLOSED = "../shared/samples/cloud-run-cloudsql-closed.ndjson";
const MESSAGES = "../shared/corpus/messages.ndjson";

async function entriesOf(path: string): Promise<LogEntry[]> {
  const entries: LogEntry[] = [];
  for await (const batch of readFiles([path])) {
    expect(batch.rejections).toEqual([]);
    for (const item of batch.values) {
      const result = readEntry(item.value);
      if ("rejected" in result) throw new Error(result.rejected);
      entries.push(result.entry);
    }
  }
  return entries;
}

test.skipIf(!existsSync(BOOT))(
  "the start that cannot import: fifteen chains with the module in front, eleven 503s, nothing else of the 1,000 entries",
  async () => {
    const { errors, requests, changes } = normalize(await entriesOf(BOOT));
    const chains = errors.filter((error) => error.exceptions.length === 3);
    expect(chains).toHaveLength(15);
    for (const chain of chains) {
      expect(chain.message).toBe("ModuleNotFoundError: No module named 'netra_backend.app.services.monitoring'");
      expect(chain.exceptions.map((item) => item.type)).toEqual([
        "ModuleNotFoundError",
        "ModuleNotFoundError",
        "RuntimeError",
      ]);
      expect(chain.exceptions[0]?.frames.at(-1)).toEqual({
        file: "/app/netra_backend/app/middleware/gcp_auth_context_middleware.py",
        line: 23,
        function: "<module>",
        isOwn: true,
      });
      expect(chain.isBoot).toBe(true);
      expect(chain.text).toContain("[ERROR] Exception in worker process");
    }
    const failed = errors.filter((error) => error.kind === "request");
    expect(failed.map((error) => error.request?.status)).toEqual(Array(11).fill(503));
    expect(new Set(failed.map((error) => error.request?.route)).size).toBe(9);
    expect(requests).toHaveLength(11);
    expect(errors.filter((error) => error.message === "Container called exit(3).")).toHaveLength(9);
    expect(changes.filter((change) => change.kind === "instance-start")).toHaveLength(15);
    expect(new Set(errors.map((error) => `${error.environment} ${error.service} ${error.revision}`))).toEqual(
      new Set(["staging netra-backend-staging netra-backend-staging-00742-b95"]),
    );
  },
);

test.skipIf(!existsSync(CLOSED))(
  "the closed Cloud SQL socket: the driver's exception is found inside the log's words",
  async () => {
    const { errors, requests, changes } = normalize(await entriesOf(CLOSED));
    const closed = errors.filter((error) => error.exceptions[0]?.type === "psycopg2.OperationalError");
    expect(closed).toHaveLength(5);
    expect(closed[0]).toMatchObject({
      helpCode: "e3q8",
      message: expect.stringMatching(
        /^psycopg2\.OperationalError: connection to server on socket .* failed: server closed the connection unexpectedly$/,
      ),
    });
    expect(requests).toHaveLength(22);
    expect(changes.filter((change) => change.kind === "deploy")).toHaveLength(13);
    expect(changes.filter((change) => change.kind === "revision-ready").map((change) => change.revision)).toEqual([
      "netra-backend-staging-00712-kkr",
    ]);
  },
);

/** Families of texts that are routine, or that PostgreSQL logs at LOG. */
const ROUTINE =
  /^benign|^db\.(?:slow_query|checkpoint_pressure|server_recovering|wal_archive_failed|ssl_error|connection_lost|server_crashed)|^http\.4xx/;
/** Stacks without a word of what was raised. */
const NAMELESS = /^app\.exception\.(?:go|browser)/;

test.skipIf(!existsSync(MESSAGES))(
  "real error texts without a severity are seen as errors, routine ones are not",
  () => {
    const texts: { text: string; family: string }[] = readFileSync(MESSAGES, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const wrong = texts.filter(({ text, family }) => {
      const count = normalize([entry(0, { textPayload: text })]).errors.length;
      if (family.startsWith("benign") || family === "http.4xx") return count > 0;
      return !ROUTINE.test(family) && !NAMELESS.test(family) && count !== 1 && !text.startsWith("INFO  [alembic");
    });
    expect(wrong.map((item) => item.text.slice(0, 80))).toEqual([]);
  },
);
