import { readFileSync } from "node:fs";
import { type Document, isScalar, LineCounter, parseDocument, visit } from "yaml";
import type { z } from "zod";
import { type Config, configSchema } from "../shared/config.ts";
import { CAUSES } from "./causes/index.ts";
import { conflicts, type PathFault } from "./config-conflicts.ts";
import { ruleFaults } from "./group/rule-faults.ts";
import { messageOf, PlumblineError } from "./lib/errors.ts";

/** One fault of a configuration: where it is in the file, what was given, what is expected. Never holds a secret's value. */
export type ConfigFault = { path: string; line: number | undefined; message: string };

export type ConfigResult = { ok: true; config: Config } | { ok: false; faults: ConfigFault[] };

type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * The configuration of `file`, or the empty one where `file` is undefined. Throws `bad-input` where it can't be read and
 * `bad-config` with every fault at once where it is wrong.
 */
export function loadConfig(file: string | undefined, env: Environment): Config {
  if (file === undefined) return configSchema.parse({});
  const result = checkConfig(readConfigFile(file), env);
  if (result.ok) return result.config;
  const faults = result.faults.map((fault) => `\n  ${faultInWords(fault)}`).join("");
  throw new PlumblineError("bad-config", `${file} has ${result.faults.length} fault(s):${faults}`);
}

export function readConfigFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new PlumblineError(
      "bad-input",
      `The configuration ${file} can't be read: ${messageOf(error)}. Check its path; --config or PLUMBLINE_CONFIG names another.`,
    );
  }
}

/** Every fault of a configuration's text at once, or the configuration with its variables filled in. */
export function checkConfig(text: string, env: Environment): ConfigResult {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    return {
      ok: false,
      faults: document.errors.map((error) => ({
        path: "",
        line: lines.linePos(error.pos[0]).line,
        message: `not YAML: ${error.message}`,
      })),
    };
  }
  const missing = fillVariables(document, lines, env);
  const given: unknown = document.toJS() ?? {};
  const parsed = configSchema.safeParse(given);
  const wrong = [
    ...(parsed.success ? [] : parsed.error.issues.flatMap(issueFaults)),
    ...conflicts(given),
    ...ruleFaults(given, slotNames()),
  ];
  const faults = [...missing, ...wrong.map((fault) => ({ ...fault, line: lineOf(document, lines, fault.keys) }))]
    // A value that could not be filled in is not also of a wrong form.
    .filter(
      (fault, i, all) => i < missing.length || !all.slice(0, missing.length).some((other) => other.path === fault.path),
    )
    .map(({ path, line, message }) => ({ path, line, message }))
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  if (faults.length > 0 || !parsed.success) return { ok: false, faults };
  return { ok: true, config: parsed.data };
}

/** `line 4, environments[0].database.url: …` */
export function faultInWords({ path, line, message }: ConfigFault): string {
  const where = [line === undefined ? "" : `line ${line}`, path].filter((part) => part !== "").join(", ");
  return where === "" ? message : `${where}: ${message}`;
}

/** Replaces ${NAME} in every text of the document; a variable that is not set is a fault at its place. */
function fillVariables(document: Document, lines: LineCounter, env: Environment): ConfigFault[] {
  const faults: ConfigFault[] = [];
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === "key" || typeof node.value !== "string") return;
      node.value = node.value.replace(VARIABLE, (whole, name: string) => {
        const value = env[name];
        if (value !== undefined && value !== "") return value;
        const line = node.range == null ? undefined : lines.linePos(node.range[0]).line;
        faults.push({
          path: pathOf(document, ancestors, node),
          line,
          message: `the environment variable ${name} is not set`,
        });
        return whole;
      });
    },
  });
  return faults;
}

/** The names that recognised failures and requests can have. */
function slotNames(): ReadonlySet<string> {
  const named = CAUSES.flatMap(({ signs }) =>
    signs.flatMap(({ text, slots }) => [
      ...[...(text?.source ?? "").matchAll(/\(\?<(\w+)>/g)].map(([, name = ""]) => name),
      ...Object.keys(slots ?? {}),
    ]),
  );
  return new Set([...named, "exception", "function", "file", "method", "status", "origin"]);
}

function pathOf(document: Document, ancestors: readonly unknown[], node: unknown): string {
  const keys: (string | number)[] = [];
  const chain = [...ancestors, node];
  for (const [i, parent] of chain.entries()) {
    const child = chain[i + 1];
    if (isCollection(parent) && child !== undefined) {
      const index = parent.items.indexOf(child);
      if (index >= 0 && !isPair(child)) keys.push(index);
    }
    if (isPair(parent) && isScalar(parent.key)) keys.push(String(parent.key.value));
  }
  return document.contents === node ? "" : pathInWords(keys);
}

function isCollection(value: unknown): value is { items: unknown[] } {
  return typeof value === "object" && value !== null && "items" in value && Array.isArray(value.items);
}

function isPair(value: unknown): value is { key: unknown; value: unknown } {
  return typeof value === "object" && value !== null && "key" in value && "value" in value && !("items" in value);
}

function issueFaults(issue: z.core.$ZodIssue): PathFault[] {
  const keys = issue.path.filter((key): key is string | number => typeof key !== "symbol");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      keys: [...keys, key],
      path: pathInWords([...keys, key]),
      message: "this key is not known; see the README for the keys of plumbline.yaml",
    }));
  }
  return [{ keys, path: pathInWords(keys), message: issue.message.replace(/^Invalid input: /, "") }];
}

function lineOf(document: Document, lines: LineCounter, keys: readonly (string | number)[]): number | undefined {
  for (let length = keys.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(keys.slice(0, length), true);
    if (hasRange(node)) return lines.linePos(node.range[0]).line;
  }
  return undefined;
}

function hasRange(node: unknown): node is { range: [number, number, number] } {
  return typeof node === "object" && node !== null && "range" in node && Array.isArray(node.range);
}

function pathInWords(keys: readonly (string | number)[]): string {
  return keys.map((key, i) => (typeof key === "number" ? `[${key}]` : i === 0 ? key : `.${key}`)).join("");
}
