import { type FormEvent, useEffect, useId, useState } from "react";
import { useZone, type Zone, zoneName } from "../../lib/clock.ts";

type Props = { at: string; setAt: (at: string) => void };

/** A moment by date and time, in the zone that the page shows times in. */
export function MomentField({ at, setAt }: Props) {
  const id = useId();
  const [zone] = useZone();
  const [text, setText] = useState("");
  useEffect(() => setText(at === "" ? "" : fieldText(at, zone)), [at, zone]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const time = Date.parse(zone === "utc" ? `${text}Z` : text);
    if (!Number.isNaN(time)) setAt(new Date(time).toISOString());
  };
  return (
    <form className="moment-field" onSubmit={submit}>
      <label htmlFor={id} className="visually-hidden">
        Date and time ({zoneName(zone)})
      </label>
      <input
        id={id}
        className="field"
        type="datetime-local"
        step={1}
        required
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <span className="quiet" aria-hidden="true">
        {zoneName(zone)}
      </span>
      <button type="submit" className="button" disabled={text === ""}>
        Show
      </button>
    </form>
  );
}

/** A moment as the field spells it, without a zone. */
function fieldText(at: string, zone: Zone): string {
  const time = Date.parse(at);
  if (Number.isNaN(time)) return "";
  const offsetMs = zone === "utc" ? 0 : new Date(time).getTimezoneOffset() * 60_000;
  return new Date(time - offsetMs).toISOString().slice(0, 19);
}
