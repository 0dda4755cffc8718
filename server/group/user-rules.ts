import { RE2JS } from "re2js";
import type { FamilyId } from "../../shared/families.ts";
import type { Slots } from "../../shared/group.ts";
import type { GroupingRule } from "../../shared/grouping-config.ts";

/** What of an event a user's rule can ask for and put into a fingerprint. */
export type RuleSubject = {
  message: string;
  environment: string;
  service: string;
  family: FamilyId | undefined;
  /** Types of the chain, innermost first. */
  exceptions: readonly string[];
  route: string | undefined;
  /** Identity slots, and what the request was. */
  slots: Slots;
  /** Plumbline's own identity of the event, as 16 hex digits. */
  identity: () => string;
};

/** What a rule made of an event: `rule` is its place in the file, from 1. */
export type RuleMatch = { rule: number; fingerprint: string[]; title: string | undefined };

export type UserRules = {
  /** The first rule that matches; undefined where none does. Takes time in proportion to the message. */
  match: (subject: RuleSubject) => RuleMatch | undefined;
};

/** Characters of a message that are looked at, and of a value in a fingerprint. */
const MAX_MESSAGE_LENGTH = 4096;
const MAX_VALUE_LENGTH = 200;
/** What stands for a value that an event does not have. */
const NO_VALUE = "(none)";
const PLACEHOLDER = /\{\{\s*(.*?)\s*\}\}/g;
/** Names that every event may have a value for, beside identity slots and parts that a pattern keeps. */
export const EVENT_NAMES = ["default", "family", "service", "environment", "exception", "route"] as const;

/** Rules ready to be asked. Throws where a pattern is none: `ruleFaults` says which and why. */
export function compileRules(rules: readonly GroupingRule[]): UserRules {
  const compiled = rules.map(compileRule);
  return {
    match(subject) {
      for (const rule of compiled) {
        const found = rule(subject);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

/** The names in `{{ … }}` of a text. */
export function namesIn(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);
}

function compileRule(rule: GroupingRule, index: number): (subject: RuleSubject) => RuleMatch | undefined {
  const { match, fingerprint, title } = rule;
  const pattern = match.message === undefined ? undefined : RE2JS.compile(match.message);
  const [service, environment, exception, route] = [match.service, match.environment, match.exception, match.route].map(
    globOf,
  );
  const wanted = new Set([...fingerprint, title ?? ""].flatMap(namesIn));
  const kept = Object.keys(pattern?.namedGroups() ?? {}).filter((name) => wanted.has(name));
  return (subject) => {
    if (match.family !== undefined && subject.family !== match.family) return undefined;
    if (service?.(subject.service) === false || environment?.(subject.environment) === false) return undefined;
    if (route !== undefined && !(subject.route !== undefined && route(subject.route))) return undefined;
    if (exception !== undefined && !subject.exceptions.some((type) => exception(type) || exception(shortName(type))))
      return undefined;
    const parts = pattern === undefined ? {} : partsOf(pattern, kept, subject.message.slice(0, MAX_MESSAGE_LENGTH));
    if (parts === undefined) return undefined;
    const fill = (text: string) => text.replace(PLACEHOLDER, (_, name: string) => wordFor(name, subject, parts));
    return {
      rule: index + 1,
      fingerprint: fingerprint.map(fill),
      title: title === undefined ? undefined : fill(title).slice(0, MAX_VALUE_LENGTH).toWellFormed(),
    };
  };
}

/** The parts of a message that a pattern keeps; undefined where it does not match. */
function partsOf(pattern: RE2JS, names: readonly string[], message: string): Slots | undefined {
  if (names.length === 0) return pattern.test(message) ? {} : undefined;
  const matcher = pattern.matcher(message);
  if (!matcher.find()) return undefined;
  return Object.fromEntries(names.map((name) => [name, matcher.group(name) ?? ""]));
}

function wordFor(name: string, subject: RuleSubject, parts: Slots): string {
  const value = parts[name] ?? ownValue(name, subject) ?? subject.slots[name] ?? "";
  return value === "" ? NO_VALUE : value.slice(0, MAX_VALUE_LENGTH).toWellFormed();
}

function ownValue(name: string, subject: RuleSubject): string | undefined {
  if (name === "default") return subject.identity();
  if (name === "family") return subject.family;
  if (name === "service") return subject.service;
  if (name === "environment") return subject.environment;
  if (name === "exception") return subject.exceptions[0] ?? subject.slots.exception;
  return name === "route" ? subject.route : undefined;
}

/** Whether a name fits a pattern in which `*` stands for any characters. */
function globOf(glob: string | undefined): ((name: string) => boolean) | undefined {
  if (glob === undefined) return undefined;
  if (!glob.includes("*")) return (name) => name === glob;
  const pattern = RE2JS.compile(glob.split("*").map(RE2JS.quote).join(".*"), RE2JS.DOTALL);
  return (name) => pattern.testExact(name.slice(0, MAX_MESSAGE_LENGTH));
}

function shortName(type: string): string {
  return type.slice(type.lastIndexOf(".") + 1);
}
