import { expect, test } from "vitest";
import { type Replay, rememberingReplay } from "../../server/migration-drift.ts";

const FILES = ["1.sql", "2.sql"].map((path) => [{ path, content: Buffer.from("select 1") }]);
const WISH = { tool: "flyway" } as const;

test("a replay that fails is told to whoever asked, does not stop the others, and is tried again", async () => {
  const ran: string[] = [];
  const run: Replay = async ([file]) => {
    ran.push(file?.path ?? "");
    if (ran.length === 1) throw new Error("it broke");
    return { state: "failed", applied: [], failed: { file: "1.sql", line: 1, message: "no" }, notes: [] };
  };
  const replay = rememberingReplay(run);
  const [first = [], second = []] = FILES;

  await expect(replay(first, WISH)).rejects.toThrow("it broke");
  expect((await replay(second, WISH)).state).toBe("failed");
  expect((await replay(first, WISH)).state).toBe("failed");
  await replay(second, WISH);
  expect(ran).toStrictEqual(["1.sql", "2.sql", "1.sql"]);
});
