import { describe, expect, it } from "vitest";
import { checkConfig } from "../../server/config.ts";
import { compileRules, type RuleSubject } from "../../server/group/user-rules.ts";
import { readEntry } from "../../server/normalize/read-entry.ts";
import { createCounter } from "../../server/pipeline.ts";
import { configSchema } from "../../shared/config.ts";
import type { GroupingRule } from "../../shared/grouping-config.ts";
import { request, text } from "../lib/entries.ts";
import { processorMs } from "../lib/patience.ts";

const subject = (changes: Partial<RuleSubject> = {}): RuleSubject => ({
  message: "checkout of shop 17 timed out",
  environment: "staging",
  service: "checkout-api",
  family: undefined,
  exceptions: [],
  route: undefined,
  slots: {},
  identity: () => "0123456789abcdef",
  ...changes,
});
const rule = (match: GroupingRule["match"], fingerprint = ["x"], title?: string): GroupingRule => ({
  match,
  fingerprint,
  ...(title === undefined ? {} : { title }),
});

describe("a user's rule", () => {
  it.each<[GroupingRule["match"], Partial<RuleSubject>, boolean]>([
    [{ message: "timed out$" }, {}, true],
    [{ message: "^timed out" }, {}, false],
    [{ message: "(?i)TIMED", service: "checkout-*" }, {}, true],
    [{ message: "timed", service: "checkout" }, {}, false],
    [{ environment: "prod*" }, {}, false],
    [{ family: "network.timeout" }, {}, false],
    [{ family: "network.timeout" }, { family: "network.timeout" }, true],
    [{ exception: "TimeoutError" }, { exceptions: ["asyncio.TimeoutError"] }, true],
    [{ exception: "asyncio.*" }, { exceptions: ["ValueError", "asyncio.TimeoutError"] }, true],
    [{ exception: "Timeout" }, { exceptions: ["asyncio.TimeoutError"] }, false],
    [{ route: "/api/*" }, {}, false],
    [{ route: "/api/*" }, { route: "/api/orders/:id" }, true],
  ])("that asks for %j of %j: %s", (match, changes, isMatch) => {
    expect(compileRules([rule(match)]).match(subject(changes)) !== undefined).toBe(isMatch);
  });

  it("fills names in, and the first that matches wins", () => {
    const rules = compileRules([
      rule({ message: "never" }, ["a"]),
      rule(
        { message: "shop (?P<shop>\\d+)" },
        ["timeout", "{{ shop }}", "{{relation}}", "{{ default }}"],
        "Shop {{ shop }}",
      ),
      rule({ message: "shop" }, ["b"]),
    ]);
    expect(rules.match(subject({ slots: {} }))).toStrictEqual({
      rule: 2,
      fingerprint: ["timeout", "17", "(none)", "0123456789abcdef"],
      title: "Shop 17",
    });
  });

  it("takes time in proportion to the message, whatever the pattern", async () => {
    const rules = compileRules([rule({ message: "(x+x+)+y" }), rule({ message: "(a|aa)+$" })]);
    const message = `${"x".repeat(50_000)}${"a".repeat(50_000)}b`;
    expect(rules.match(subject({ message }))).toBeUndefined();
    expect(await processorMs(() => rules.match(subject({ message })))).toBeLessThan(2000);
  });
});

describe("grouping.rules of plumbline.yaml", () => {
  const YAML = `grouping:
  rules:
    - match: { message: "shop (?P<shop>\\\\d+)" }
      fingerprint: ["timeout", "{{ shop }}", "{{ relation }}"]
      title: "Shop {{ shop }}"
`;
  it("are taken when they are right", () => {
    expect(checkConfig(YAML, {})).toMatchObject({ ok: true });
  });

  it("show every fault at once, each with its line", () => {
    const faulty = `grouping:
  rules:
    - match: { message: "(?=x)" }
      fingerprint: ["{{ nothing }}", "{{ shop"]
    - match: {}
      fingerprint: []
    - match: { message: "a{1000}{2}", family: no.such }
      fingerprints: ["x"]
    - match: { message: "(.{0,100}x){10}" }
      fingerprint: ["x"]
`;
    const result = checkConfig(faulty, {});
    const faults = result.ok ? [] : result.faults.map(({ line, path, message }) => [line, path, message.slice(0, 60)]);
    expect(faults).toEqual([
      [3, "grouping.rules[0].match.message", "not a pattern of RE2: invalid or unsupported Perl syntax: `("],
      [4, "grouping.rules[0].fingerprint[0]", "{{ nothing }} is not known: expected default, family, servic"],
      [4, "grouping.rules[0].fingerprint[1]", "a {{ is not closed by }}"],
      [5, "grouping.rules[1].match", "expected at least one of message, service, exception, route,"],
      [6, "grouping.rules[1].fingerprint", "expected at least one text"],
      [7, "grouping.rules[2].match.family", expect.stringContaining("expected one of")],
      [7, "grouping.rules[2].fingerprint", "expected array, received undefined"],
      [7, "grouping.rules[2].match.message", expect.stringContaining("not a pattern of RE2: invalid")],
      [8, "grouping.rules[2].fingerprints", expect.stringContaining("not known")],
      [9, "grouping.rules[3].match.message", expect.stringContaining("too large")],
    ]);
  });
});

describe("groups of a user's rules", () => {
  const grouped = (rules: unknown, entries: unknown[]) => {
    const counter = createCounter(configSchema.parse({ grouping: { rules } }));
    for (const value of entries) {
      const result = readEntry(value);
      if ("entry" in result) counter.push(result.entry);
    }
    counter.flush();
    counter.joinGroups();
    return counter.read().groups;
  };
  const at = (minute: number) => Date.parse("2026-03-02T12:00:00Z") + minute * 60_000;
  const failed = (words: string, minute: number) => text(words, { at: at(minute), severity: "ERROR" });

  it("join what reads otherwise, and split what reads the same", () => {
    const rules = [
      { match: { message: "^(lamp|bulb) " }, fingerprint: ["light"], title: "No light" },
      { match: { message: "shard (?P<shard>\\d+)" }, fingerprint: ["shard", "{{ shard }}"] },
    ];
    const groups = grouped(rules, [
      failed("lamp is broken", 0),
      failed("bulb went out at noon", 1),
      failed("no answer of shard 1", 2),
      failed("no answer of shard 2", 3),
    ]);
    expect(
      groups.map(({ title, count, signature: { fingerprint, rule: number } }) => [title, count, fingerprint, number]),
    ).toEqual([
      ["No light", 2, ["light"], 1],
      ["no answer of shard <num>", 1, ["shard", "1"], 2],
      ["no answer of shard <num>", 1, ["shard", "2"], 2],
    ]);
  });

  it("never mix failure families, nor routes, whose exposure is counted apart", () => {
    const rules = [{ match: { service: "*" }, fingerprint: ["all"] }];
    const groups = grouped(rules, [
      failed('relation "a" does not exist', 0),
      failed('relation "b" does not exist', 1),
      failed("something else", 2),
      request({ at: at(3), path: "/a", status: 500 }),
      request({ at: at(4), path: "/b", status: 500 }),
    ]);
    expect(groups.map(({ kind, count, signature: { family } }) => [kind, count, family])).toEqual([
      ["message", 2, "schema.missing-relation"],
      ["message", 1, undefined],
      ["request", 1, expect.anything()],
      ["request", 1, expect.anything()],
    ]);
  });
});
