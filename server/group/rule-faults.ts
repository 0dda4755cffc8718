import { RE2JS } from "re2js";
import { EVENT_NAMES, namesIn } from "./user-rules.ts";

/** A fault of a user's rules at its place in the document. */
export type RuleFault = { keys: (string | number)[]; path: string; message: string };

/** Steps of a pattern; each costs time at every character of a message. */
const MAX_STEPS = 1000;
const NAME = /^[A-Za-z][\w-]*$/;

/**
 * What is wrong with patterns and placeholders of `grouping.rules`, which no schema shows. `document` is what the file holds, before
 * it is known to have the form of a configuration; `slotNames` are the names that recognised failures can have.
 */
export function ruleFaults(document: unknown, slotNames: ReadonlySet<string>): RuleFault[] {
  const rules = valueIn(valueIn(document, "grouping"), "rules");
  if (!Array.isArray(rules)) return [];
  return rules.flatMap((rule: unknown, index) => {
    const fault = (keys: (string | number)[], message: string): RuleFault => ({
      keys: ["grouping", "rules", index, ...keys],
      path: `grouping.rules[${index}]${keys.map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`)).join("")}`,
      message,
    });
    const pattern = valueIn(valueIn(rule, "match"), "message");
    const read = typeof pattern === "string" ? readPattern(pattern) : { names: [] };
    const known = new Set([...EVENT_NAMES, ...slotNames, ...read.names]);
    return [
      ...(read.fault === undefined ? [] : [fault(["match", "message"], read.fault)]),
      ...textsOf(rule).flatMap(({ keys, text }) => placeholderFaults(text, known).map((words) => fault(keys, words))),
    ];
  });
}

function readPattern(pattern: string): { names: string[]; fault?: string } {
  try {
    const compiled = RE2JS.compile(pattern);
    const names = Object.keys(compiled.namedGroups());
    if (compiled.programSize() <= MAX_STEPS) return { names };
    return { names, fault: `the pattern is too large: expected fewer or smaller repetitions such as {1,100}` };
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replace(/^error parsing regexp: /, "");
    return {
      names: [],
      fault: `not a pattern of RE2: ${reason}; look-around and back-references are not part of it`,
    };
  }
}

/** The texts of a rule in which names may stand. */
function textsOf(rule: unknown): { keys: (string | number)[]; text: string }[] {
  const fingerprint = valueIn(rule, "fingerprint");
  const parts = (Array.isArray(fingerprint) ? fingerprint : []).map((text: unknown, place) => ({
    keys: ["fingerprint", place],
    text,
  }));
  return [...parts, { keys: ["title"], text: valueIn(rule, "title") }].flatMap(({ keys, text }) =>
    typeof text === "string" ? [{ keys, text }] : [],
  );
}

function placeholderFaults(text: string, known: ReadonlySet<string>): string[] {
  const faults = namesIn(text)
    .filter((name) => !known.has(name))
    .map((name) =>
      NAME.test(name)
        ? `{{ ${name} }} is not known: expected ${EVENT_NAMES.join(", ")}, a name such as relation, or a part that the pattern keeps by (?P<${name}>…)`
        : `{{ ${name} }} is no name: expected one such as {{ default }}`,
    );
  const isOpen = text.replace(/\{\{.*?\}\}/g, "").includes("{{");
  return isOpen ? [...faults, "a {{ is not closed by }}"] : faults;
}

function valueIn(holder: unknown, key: string): unknown {
  if (typeof holder !== "object" || holder === null) return undefined;
  return Object.getOwnPropertyDescriptor(holder, key)?.value;
}
