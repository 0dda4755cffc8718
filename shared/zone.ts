const NAME = /^[A-Za-z][A-Za-z0-9_+-]{0,30}(?:\/[A-Za-z0-9_+-]{1,30}){0,2}$/;

/** The IANA time zone that a reader named, as `Europe/Berlin`; undefined where there is no such zone. */
export function zoneNamed(text: string): string | undefined {
  if (!NAME.test(text)) return undefined;
  try {
    const { timeZone } = new Intl.DateTimeFormat("en-GB", { timeZone: text }).resolvedOptions();
    // A zone that goes by several names keeps the one that was given.
    return timeZone.toLowerCase() === text.toLowerCase() ? timeZone : text;
  } catch {
    return undefined;
  }
}

/**
 * A clock of that zone: RFC 3339 in, `2026-03-29 03:30:00 +02:00` out, with the offset that held at that moment. Any other text
 * comes out as it is. The zone must be one that `zoneNamed` gave.
 */
export function clockOf(zone: string): (at: string) => string {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "longOffset",
  });
  return (at) => {
    const time = Date.parse(at);
    if (!/^\d{4}-\d\d-\d\dT/.test(at) || Number.isNaN(time)) return at;
    const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
    const offset = parts.timeZoneName?.replace("GMT", "").replace("−", "-") || "+00:00";
    return `${parts.year}-${parts.month}-${parts.day} ${parts.hour}:${parts.minute}:${parts.second} ${offset}`;
  };
}

/** What to say of a text that names no zone. `given` is where it came from: `--zone` or `zone`. */
export function faultOfZone(given: string, text: string): string {
  return `${given} is "${text.slice(0, 60)}": expected an IANA time zone such as Europe/Berlin or America/New_York.`;
}

/** The same beside a time in UTC: `03:30:00 +02:00` where it is the same day, with its date where it is another. */
export function clockBeside(zone: string): (at: string) => string {
  const full = clockOf(zone);
  return (at) => {
    const local = full(at);
    return local !== at && local.startsWith(at.slice(0, 10)) ? local.slice(11) : local;
  };
}

/** A zone as the head of a column: `New York time`. */
export function zoneTitle(zone: string): string {
  return `${(zone.split("/").at(-1) ?? zone).replaceAll("_", " ")} time`;
}
