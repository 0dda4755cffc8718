import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRedact, redact } from "../../server/redact/redact.ts";
import { RULES } from "../../server/redact/rules/index.ts";
import { NEGATIVE } from "./negative.ts";
import { POSITIVE } from "./positive.ts";

const secretly = createRedact({ key: "known here alone" });

describe("what is secret", () => {
  test.each(POSITIVE)("%s: %s", (kind, line, secret) => {
    const { text, counts } = redact(line);
    expect(text).not.toContain(secret);
    expect(text).toMatch(/«redacted:[a-z-]+:[0-9a-f]{8}»/);
    expect(Object.keys(counts)).toContain(kind);
  });

  test("is found in the middle of a long text too, and again in the next one", () => {
    for (const [, line, secret] of POSITIVE) {
      const long = `${"nothing to see here, 12:30:01 GET /index.html\n".repeat(50)}${line}\nand on it goes`;
      expect(redact(long).text).not.toContain(secret);
      expect(redact(long).text).toMatch(/nothing to see here[\s\S]*and on it goes$/);
    }
  });

  test("every rule without a setting is shown by a case", () => {
    const shown = new Set(POSITIVE.flatMap(([, line]) => Object.keys(redact(line).counts)));
    const rare = [
      "teams-webhook",
      "google-hmac-key",
      "mailgun-key",
      "rubygems-key",
      "square-token",
      "postman-key",
      "linear-key",
      "pulumi-token",
      "doppler-token",
      "supabase-key",
      "terraform-token",
    ];
    const missing = RULES.filter(
      ({ kind, setting }) => setting === undefined && !shown.has(kind) && !rare.includes(kind),
    );
    expect(missing.map(({ kind }) => kind)).toEqual([]);
  });
});

describe("what is not", () => {
  test.each(NEGATIVE)("stays as it is: %s", (line) => {
    expect(redact(line)).toEqual({ text: line, counts: {} });
  });

  test("e-mail and IP addresses stay unless the configuration asks for it", () => {
    const line = "ada@example.com from 203.0.113.7 and 2001:db8::1 at 12:30:01";
    expect(redact(line).text).toBe(line);
    const strict = createRedact({ email: true, ip: true, key: "k" });
    expect(strict(line).text).toMatch(
      /^«redacted:email:\w{8}» from «redacted:ip:\w{8}» and «redacted:ip:\w{8}» at 12:30:01$/,
    );
    expect(strict(line).counts).toEqual({ email: 1, ip: 2 });
    expect(strict("v1.2.3 at 10:20:30, a::b, std::move(x), mac 00:1b:44:11:3a:b7").counts).toEqual({});
  });
});

describe("the mark", () => {
  const first = "bad token gh" + "p_16C7e42F292c6912E7710c838347Ae178B4a";
  const second = first.replace("16C7", "17D8");

  test("is the same for the same secret and another for another, so that what repeats stays one", () => {
    expect(redact(first).text).toBe(redact(`${first}`).text);
    expect(redact(first).text).not.toBe(redact(second).text);
    expect(secretly("password=hunter2").text).toBe(secretly("password=hunter2").text);
    expect(secretly("password=hunter2").text).not.toBe(secretly("password=hunter3").text);
    expect(secretly("password=hunter2").text).not.toBe(createRedact({ key: "elsewhere" })("password=hunter2").text);
  });

  test("of what could be guessed tells only the kind where no key is known to this installation alone", () => {
    expect(redact("password=hunter2").text).toBe("password=«redacted:password:00000000»");
    expect(redact("card 4111 1111 1111 1111").text).toBe("card «redacted:card:00000000»");
    expect(redact("pin token=0a1b2c3d").text).toBe("pin token=«redacted:token:00000000»");
  });

  test("is left alone, with whatever stands around it", () => {
    for (const line of [...POSITIVE.map(([, line]) => line), ...NEGATIVE]) {
      for (const apply of [redact, secretly]) {
        const once = apply(line).text;
        expect(apply(once)).toEqual({ text: once, counts: {} });
      }
    }
  });

  test("can't be used to hide a secret behind it", () => {
    expect(redact("password=«redacted:x:00000000»hunter2").text).not.toContain("hunter2");
  });
});

test("of pieces put together at random nothing is found at the second time", () => {
  const pieces = fc.oneof(
    fc.constantFrom(...POSITIVE.map(([, line]) => line), ...NEGATIVE),
    fc.constantFrom(
      "password",
      "token",
      "=",
      ": ",
      '"',
      "\\",
      "'",
      "«redacted:password:12345678»",
      "Cookie",
      ";",
      "@",
      "://",
      " ",
    ),
    fc.string({ maxLength: 12 }),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
      const once = redact(parts.join("")).text;
      expect(redact(once).text).toBe(once);
    }),
    { numRuns: 2000 },
  );
});
