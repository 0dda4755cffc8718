import { DAY, HOUR } from "../../shared/time.ts";

/** Lengths to choose from, in milliseconds. */
const NAMES = new Map([
  [HOUR, "1 hour"],
  [4 * HOUR, "4 hours"],
  [8 * HOUR, "8 hours"],
  [DAY, "1 day"],
  [7 * DAY, "1 week"],
  [30 * DAY, "30 days"],
]);

type Props = { initial: number; longest: number };

/** Asks for how long something shall last, up to `longest`; the form has it as `length`, in milliseconds. */
export function LengthField({ initial, longest }: Props) {
  return (
    <label>
      For
      <select name="length" defaultValue={String(initial)}>
        {[...NAMES].map(
          ([ms, name]) =>
            ms <= longest && (
              <option key={ms} value={ms}>
                {name}
              </option>
            ),
        )}
      </select>
    </label>
  );
}
