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
  /\b[a-z0-9]+(?:-[a-z0-9]+)*-(?=[a-z0-9]*\d)[a-z0-9]+\b/gi,
  /\b(?=[0-9a-f]*\d)[0-9a-f]{8,}(?:-[0-9a-f]{4,})*\b/gi,
];

/** Replaces in a text every name that the incident holds, and whatever looks like an address, an identifier or code. */
export function createMask(incident: Incident): (text: string) => string {
  const names = namesIn(incident);
  return (text) => {
    let masked = text;
    for (const name of names) masked = replaceAll(masked, name);
    for (const pattern of INSIDE) masked = masked.replace(pattern, LEFT_OUT);
    return masked;
  };
}

/** The capability as an operator named it; null where it holds a name of the incident or what looks like one. */
export function capabilityFor(incident: Incident): string | null {
  const { capability } = incident.impact;
  if (capability === null || capability.length > 80) return null;
  return createMask(incident)(capability) === capability ? capability : null;
}

/** What the incident calls its parts and people, the longest first. */
function namesIn(incident: Incident): string[] {
  const { environment, service, hypotheses, groups, checks, symptoms, remediation, people = [] } = incident;
  const names = [
    environment,
    service,
    ...hypotheses.flatMap(({ slots }) => Object.values(slots)),
    ...groups.flatMap(({ slots, revisions, samples }) => [
      ...Object.values(slots),
      ...revisions.map(({ name }) => name),
      ...samples.flatMap(({ instance, revision, trace, insertId }) => [instance, revision, trace, insertId]),
    ]),
    ...checks.flatMap(({ environment: place, target }) => [place, target]),
    ...symptoms.flatMap(({ route, cadence }) => [route, cadence?.caller]),
    ...remediation.steps.map(({ owner }) => owner),
    ...people.map(({ who }) => who),
  ];
  const long = names.flatMap((name) => (typeof name === "string" ? [name, ...name.split(/[\s/.:,;()"'`=]+/)] : []));
  const wanted = long.filter((name) => name.length >= MIN_LENGTH && !COMMON.has(name.toLowerCase()));
  return [...new Set(wanted)].sort((a, b) => b.length - a.length);
}

/** In any case; a name stands for itself, not for a part of a longer word. */
function replaceAll(text: string, name: string): string {
  const escaped = name.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  return text.replace(new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, "giu"), LEFT_OUT);
}
