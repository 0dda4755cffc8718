import { describe, expect, it } from "vitest";
import { CAUSES, causeOf } from "../../server/causes/index.ts";
import { requiredLiterals } from "../../server/causes/literals.ts";
import { recognize } from "../../server/causes/recognize.ts";
import type { Cause, Sign } from "../../shared/cause.ts";
import { FAMILIES } from "../../shared/families.ts";
import { STEP_KINDS } from "../../shared/incident.ts";
import { event, eventOfExample } from "./event.ts";

const SIGNS = CAUSES.flatMap((cause) => cause.signs.map((sign) => ({ cause, sign })));
const FRAME = { file: "app/main.py", line: 3, function: "run", isOwn: true };

describe("the list of causes", () => {
  it("holds exactly the families, each once, and finds each by its id", () => {
    expect(CAUSES.map((cause) => cause.id).sort()).toStrictEqual([...FAMILIES].sort());
    expect(FAMILIES.map((family) => causeOf(family).id)).toStrictEqual([...FAMILIES]);
  });

  it("offers mitigation, fix, validation and prevention for every family", () => {
    const kinds = (cause: Cause) => [...new Set(cause.remedies.map((remedy) => remedy.kind))].sort();
    const lacking = CAUSES.filter((cause) => kinds(cause).length < STEP_KINDS.length).map((cause) => cause.id);
    expect(lacking).toStrictEqual([]);
  });

  it("writes whole sentences also where the text named nothing", () => {
    const texts = CAUSES.flatMap((cause) => [
      cause.headline({}),
      cause.component({}),
      cause.mechanism({}),
      ...cause.remedies.flatMap((remedy) => [remedy.title({}), remedy.detail({})]),
    ]);
    expect(texts.filter((text) => text.trim() === "" || /undefined|\[object|NaN| {2}\S/.test(text))).toStrictEqual([]);
  });

  it("asks each question of an occurrence once, with the id that its parts make", () => {
    const context = {
      environment: "staging",
      reference: "production",
      service: "api",
      requiredRows: [{ table: "users", where: { id: "system" } }],
    };
    for (const cause of CAUSES) {
      const questions = cause.questions({ relation: "a", column: "b", role: "r", schema: "s" }, context);
      const ids = questions.map((question) => question.id);
      expect(new Set(ids).size, cause.id).toBe(ids.length);
      for (const question of questions) {
        expect(question.id).toBe(`${question.kind}:${question.environment}:${question.target}`);
      }
    }
  });
});

describe("the signs", () => {
  it.each(SIGNS.map(({ cause, sign }) => [cause.id, sign.example, sign] as const))(
    "%s recognises: %s",
    (family, example, sign) => {
      const base = sign.text === undefined ? eventOfExample(example, sign.sqlstate) : event(example);
      const given = { ...base, isBoot: sign.only === "boot", ...(isOrigin(sign) ? { origin: sign.only } : {}) };
      const withStack =
        family === "code.unhandled-exception"
          ? { ...given, exceptions: given.exceptions.map((link) => ({ ...link, frames: [FRAME] })) }
          : given;

      expect(recognize(withStack)?.family).toBe(family);
    },
  );

  it("all match their own example", () => {
    const wrong = SIGNS.filter(({ sign }) => sign.text?.test(sign.example) === false).map(({ sign }) => sign.example);
    expect(wrong).toStrictEqual([]);
  });

  it("are all found by a literal or a SQLSTATE, but the one that takes any exception", () => {
    const unreachable = SIGNS.filter(({ sign }) => {
      const pattern = sign.text ?? sign.exception;
      return pattern === undefined ? sign.sqlstate === undefined : requiredLiterals(pattern) === undefined;
    });
    expect(unreachable.map(({ cause }) => cause.id)).toStrictEqual(["code.unhandled-exception"]);
  });

  it("weigh from half a point to four", () => {
    expect(
      SIGNS.filter(({ sign }) => sign.weight < 0.5 || sign.weight > 4).map(({ sign }) => sign.example),
    ).toStrictEqual([]);
  });
});

function isOrigin(sign: Sign): sign is Sign & { only: "edge" | "platform" | "app" } {
  return sign.only === "edge" || sign.only === "platform" || sign.only === "app";
}
