import { AUDIENCES, type Audience } from "../shared/api-reports.ts";
import { faultOfZone, zoneNamed } from "../shared/zone.ts";
import { PlumblineError } from "./lib/errors.ts";

/** The options by which a command says who reads a report, and where. */
export const READING_OPTIONS = { zone: { type: "string" }, audience: { type: "string" } } as const;

/** The zone as it is called; undefined where none is given. Throws `bad-input`. */
export function zoneOf(given: string | undefined): string | undefined {
  if (given === undefined) return undefined;
  const zone = zoneNamed(given);
  if (zone === undefined) throw new PlumblineError("bad-input", faultOfZone("--zone", given));
  return zone;
}

/** For whom; undefined where nothing is said. Throws `bad-input`. */
export function audienceOf(given: string | undefined): Audience | undefined {
  if (given === undefined) return undefined;
  const audience = AUDIENCES.find((known) => known === given);
  if (audience === undefined)
    throw new PlumblineError("bad-input", `--audience is "${given}": expected one of ${AUDIENCES.join(", ")}`);
  return audience;
}
