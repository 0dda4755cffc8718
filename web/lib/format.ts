import type { Symptom } from "../../shared/incident.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../shared/time.ts";

const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const precise = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 });
const short = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });

/** `1,440`. */
export function count(value: number): string {
  return whole.format(value);
}

/** `1,440 requests`, `1 request`. */
export function countOf(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${Math.round(value) === 1 ? one : many}`;
}

/** `12.5`, at most one digit after the point. */
export function decimal(value: number): string {
  return short.format(value);
}

/** `97 %`; never 100 % or 0 % for what is only near it. */
export function percent(share: number): string {
  if (share > 0.99 && share < 1) return "> 99 %";
  if (share > 0 && share < 0.01) return "< 1 %";
  return `${whole.format(share * 100)} %`;
}

/** `120,000 USD`. */
export function dollars(value: number): string {
  return `${whole.format(value)} USD`;
}

/** A length of time with its two largest units: `2 d 4 h`, `14 min`, `40 s`, `800 ms`. */
export function duration(ms: number): string {
  if (ms < SECOND) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < MINUTE) return `${decimal(ms / SECOND)} s`;
  // What rounds up to a whole hour or day is one.
  if (Math.round(ms / MINUTE) * MINUTE < HOUR) return `${Math.round(ms / MINUTE)} min`;
  if (Math.round(ms / MINUTE) * MINUTE < DAY) return twoUnits(ms, HOUR, "h", MINUTE, "min");
  return twoUnits(ms, DAY, "d", HOUR, "h");
}

/** `every 60 s ± 0.34 s`, `every 4 min 5 s ± 0 s`. */
export function rhythm(cadence: NonNullable<Symptom["cadence"]>): string {
  const { periodSeconds, jitterSeconds } = cadence;
  const period = periodOf(periodSeconds * SECOND);
  const jitter = jitterSeconds < 60 ? `${precise.format(jitterSeconds)} s` : duration(jitterSeconds * SECOND);
  return `every ${period} ± ${jitter}`;
}

/** Exact to the second below an hour: titles and reports say it in seconds. */
function periodOf(ms: number): string {
  if (ms <= 2 * MINUTE) return `${decimal(ms / SECOND)} s`;
  return Math.round(ms / SECOND) * SECOND < HOUR ? twoUnits(ms, MINUTE, "min", SECOND, "s") : duration(ms);
}

/** A rhythm, and who calls in it where that is known: `every 60 s ± 0.34 s, one browser tab that polls`. */
export function rhythmBy(cadence: NonNullable<Symptom["cadence"]>): string {
  return cadence.caller === "not known" ? rhythm(cadence) : `${rhythm(cadence)}, ${cadence.caller}`;
}

/** Words for a state as the API spells it: `in-progress` gives `In progress`. */
export function words(state: string): string {
  if (state === "todo") return "To do";
  const text = state.replaceAll("-", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function twoUnits(ms: number, large: number, largeName: string, small: number, smallName: string): string {
  const rounded = Math.round(ms / small) * small;
  const many = Math.floor(rounded / large);
  const rest = (rounded - many * large) / small;
  return rest === 0 ? `${many} ${largeName}` : `${many} ${largeName} ${rest} ${smallName}`;
}
