import { describe, expect, test } from "vitest";
import { deploy } from "../lib/entries.ts";
import { failingRoute, healthyTraffic } from "../lib/failing-route.ts";
import { tell } from "../lib/story.ts";
import { FAMILY_CASES } from "./family-cases.ts";

/** Families whose whole report is held: one of each way in which an incident shows itself. */
const WHOLE = [
  "boot.syntax-error",
  "auth.iam-denied",
  "auth.token-signature",
  "capacity.pool-exhausted",
  "capacity.worker-timeout",
  "code.unhandled-exception",
];

describe("the whole report", () => {
  test.each(WHOLE)("of %s, ten minutes after a deploy, reads as the golden one", async (family) => {
    const found = FAMILY_CASES.find((each) => each.family === family);
    const place = { revision: "api-00003-new" };
    const entries = [
      ...healthyTraffic({ revision: "api-00001-old" }),
      deploy({ at: "2026-03-02T09:50:00Z" }),
      ...failingRoute({ ...found, place }),
    ];
    const told = await tell({ entries, now: "2026-03-02T10:31:00Z" });
    await expect(await told.report()).toMatchFileSnapshot(`../golden/family-${family}.md`);
  });
});
