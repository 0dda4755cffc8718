import type { Incident } from "../../shared/incident.ts";

const LEFT_OUT = "[left out]";
/** Shorter ones are parts of common words; `api` and `db` say nothing. */
const MIN_LENGTH = 4;
/** Words of ours and of everybody that a name may consist of. */
const COMMON = new Set(
  "production staging development testing test qa preview sandbox demo public default unknown service server database".split(
    " ",
  ),
);

/** What names something inside, whatever it is called: addresses, identifiers, paths, code, statements of SQL. */
const INSIDE = [
  /\b[a-z][a-z0-9+.-]*:\/\/\S+/gi,
  /[\w.+-]+@[\w.-]+/g,
  /`[^`]*`/g,
  /\b(?:select|insert|update|delete|create|alter|drop|truncate)\s+(?:[\w"*,.]+\s+){0,8}(?:from|into|table|set|index|view)\b[^.;\n]*[.;]?/gi,
  /\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/g,
  /(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{1,4}(?![\w:])/gi,
  /(?<![\w.])\/(?:[\w.:~*{}-]+\/?)+/g,
  /\b(?:[a-z0-9-]+\.){1,6}(?:[a-z]{2,24})\b(?=[^a-z]|$)/gi,
  /\b\w+(?:_\w+)+\b/g,
  /\b(?=[a-z0-9-]*\d)(?=[a-z0-9-]*[a-z])[a-z0-9]+(?:-[a-z0-9]+)+\b/gi,
  /\b(?=[0-9a-f]*\d)[0-9a-f]{8,}(?:-[0-9a-f]{4,})*\b/gi,
];

/** Replaces in a text whatever looks like an address, an identifier or code, and every name that the incident holds. */
export function createMask(incident: Incident): (text: string) => string {
  const names = [...ownNames(incident).map(alone), ...plainNames(incident).map(afterItsKind)];
  return (text) => [...INSIDE, ...names].reduce((masked, pattern) => masked.replace(pattern, LEFT_OUT), text);
}

/** The capability as an operator named it; null where it holds a name of the incident or what looks like one. */
export function capabilityFor(incident: Incident): string | null {
  const { capability } = incident.impact;
  if (capability === null || capability.length > 80) return null;
  return createMask(incident)(capability) === capability ? capability : null;
}

/** Names that are never plain language: of people, the service, the environment, and all with more than letters in them. */
function ownNames(incident: Incident): string[] {
  const { environment, service, checks, symptoms, remediation, people = [] } = incident;
  const persons = [...remediation.steps.map(({ owner }) => owner), ...people.map(({ who }) => who)];
  const named = partsOf([environment, service, ...checks.map((check) => check.environment), ...persons]);
  const callers = symptoms.map(({ cadence }) => cadence?.caller);
  const marked = partsOf([...things(incident), ...callers]).filter((name) => !isPlain(name));
  return longestFirst([...named, ...marked]);
}

/** Names that are words too, such as a table `orders`. */
function plainNames(incident: Incident): string[] {
  return longestFirst(partsOf(things(incident)).filter(isPlain));
}

/** What the incident is about, by its names. */
function things({ hypotheses, groups, checks, symptoms }: Incident): (string | null)[] {
  return [
    ...hypotheses.flatMap(({ slots }) => Object.values(slots)),
    ...groups.flatMap(({ slots, revisions, samples }) => [
      ...Object.values(slots),
      ...revisions.map(({ name }) => name),
      ...samples.flatMap(({ instance, revision, trace, insertId }) => [instance, revision, trace, insertId]),
    ]),
    ...checks.map(({ target }) => target),
    ...symptoms.map(({ route }) => route),
  ];
}

function isPlain(name: string): boolean {
  return /^\p{L}\p{Ll}*$/u.test(name);
}

/** Each name whole, and the words in it. */
function partsOf(names: readonly (string | null | undefined)[]): string[] {
  const known = names.flatMap((name) => (typeof name === "string" ? [name, ...name.split(/[\s/.:,;()<>"'`=]+/)] : []));
  return known.filter((name) => name.length >= MIN_LENGTH && !COMMON.has(name.toLowerCase()));
}

function longestFirst(names: readonly string[]): string[] {
  return [...new Set(names)].sort((a, b) => b.length - a.length);
}

/** In any case; a name stands for itself, not for a part of a longer word. */
function alone(name: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}])${escaped(name)}(?![\\p{L}\\p{N}])`, "giu");
}

/** Only where the text says what it is the name of: “table orders”, “column "nick"”. */
function afterItsKind(name: string): RegExp {
  const kinds = "table|relation|view|column|schema|database|role|user|host|instance|revision|service|index|sequence";
  return new RegExp(`(?<=\\b(?:${kinds})\\s+["'“]?)${escaped(name)}(?![\\p{L}\\p{N}])`, "giu");
}

function escaped(name: string): string {
  return name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
