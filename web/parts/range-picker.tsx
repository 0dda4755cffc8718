import { ChevronLeft, ChevronRight, Clock, ZoomOut } from "lucide-react";
import { type FormEvent, type RefObject, useMemo, useRef, useState } from "react";
import { parseMoment, parseRange, type RangeText } from "../../shared/time-range.ts";
import { useNow, useZone, zoneName } from "../lib/clock.ts";
import { useShortcuts } from "../lib/shortcuts.ts";
import { fixedLink, PRESETS, rangeName, shifted, zoomedOut } from "../lib/time-range.ts";
import { CopyButton } from "./copy-button.tsx";
import "./range-picker.css";

type Props = {
  from: string;
  to: string;
  /** What holds while the address names no range: words, or a range. */
  whenEmpty: string | RangeText;
  change: (range: RangeText) => void;
};

/** Chooses the time that a page shows; `d` opens it, `t z` makes the range twice as long. */
export function RangePicker({ from, to, whenEmpty, change }: Props) {
  const [zone] = useZone();
  const now = useNow();
  const box = useRef<HTMLDetailsElement>(null);
  const [wasOpened, setWasOpened] = useState(false);
  const isEmpty = from === "" && to === "";
  const shown = typeof whenEmpty === "string" ? { from, to } : { from: from || whenEmpty.from, to: to || whenEmpty.to };
  const choose = (range: RangeText | undefined) => {
    close(box);
    if (range !== undefined) change(range);
  };
  usePickerKeys(box, () => choose(zoomedOut(shown, Date.now())));
  const name = isEmpty && typeof whenEmpty === "string" ? whenEmpty : rangeName(shown, zone, now);
  return (
    <div className="range">
      <Nudge icon="earlier" isOff={parseRange(shown, now) === undefined} run={() => choose(shifted(shown, -1, now))} />
      <details
        ref={box}
        className="range-box"
        onKeyDown={(event) => event.key === "Escape" && close(box)}
        onToggle={({ currentTarget }) => currentTarget.open && setWasOpened(true)}
        onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && close(box)}
      >
        <summary className="button" data-set={!isEmpty}>
          <Clock size={15} aria-hidden="true" /> <span className="visually-hidden">Time: </span> {name}
        </summary>
        {wasOpened && (
          <div className="range-panel">
            <ul aria-label="Ranges">
              {typeof whenEmpty === "string" && (
                <Preset name={whenEmpty} isChosen={isEmpty} choose={() => choose({ from: "", to: "" })} />
              )}
              {PRESETS.map(([start, end, title]) => (
                <Preset
                  key={title}
                  name={title}
                  isChosen={shown.from === start && shown.to === end}
                  choose={() => choose({ from: start, to: end })}
                />
              ))}
            </ul>
            <Custom key={`${shown.from} ${shown.to}`} range={shown} choose={choose} zone={zoneName(zone)} />
            <LinkToCopy range={shown} now={now} />
          </div>
        )}
      </details>
      <Nudge icon="later" isOff={parseRange(shown, now) === undefined} run={() => choose(shifted(shown, 1, now))} />
      <Nudge icon="longer" isOff={parseRange(shown, now) === undefined} run={() => choose(zoomedOut(shown, now))} />
    </div>
  );
}

function close(box: RefObject<HTMLDetailsElement | null>): void {
  const details = box.current;
  if (details === null || !details.open) return;
  details.open = false;
  if (details.contains(document.activeElement)) details.querySelector("summary")?.focus();
}

function usePickerKeys(box: RefObject<HTMLDetailsElement | null>, longer: () => void): void {
  const zoom = useRef(longer);
  zoom.current = longer;
  const shortcuts = useMemo(
    () => ({
      d: () => {
        if (box.current === null) return;
        box.current.open = true;
        box.current.querySelector("summary")?.focus();
      },
      "t z": () => zoom.current(),
    }),
    [box],
  );
  useShortcuts(shortcuts);
}

const NUDGES = {
  earlier: [ChevronLeft, "Half a range earlier"],
  later: [ChevronRight, "Half a range later"],
  longer: [ZoomOut, "Range twice as long (t z)"],
} as const;

function Nudge({ icon, isOff, run }: { icon: keyof typeof NUDGES; isOff: boolean; run: () => void }) {
  const [Icon, title] = NUDGES[icon];
  if (isOff) return null;
  return (
    <button type="button" className="icon-button" title={title} aria-label={title} onClick={run}>
      <Icon size={16} aria-hidden="true" />
    </button>
  );
}

function Preset({ name, isChosen, choose }: { name: string; isChosen: boolean; choose: () => void }) {
  return (
    <li>
      <button type="button" className="range-preset" aria-pressed={isChosen} onClick={choose}>
        {name}
      </button>
    </li>
  );
}

/** A link that shows this range to others, also when it is read later. */
function LinkToCopy({ range, now }: { range: RangeText; now: number }) {
  const link = fixedLink(window.location.href, range, now);
  if (link === undefined) return null;
  return (
    <p className="range-link">
      <CopyButton label="link to this time" text={link} /> <span aria-hidden="true">Copy a link to this time</span>
    </p>
  );
}

type CustomProps = { range: RangeText; zone: string; choose: (range: RangeText) => void };

function Custom({ range, zone, choose }: CustomProps) {
  const [fault, setFault] = useState("");
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const next = { from: String(form.get("from")).trim(), to: String(form.get("to")).trim() };
    const problem = faultOf(next);
    setFault(problem);
    if (problem === "") choose(next);
  };
  return (
    <form className="range-form" onSubmit={apply}>
      <Field name="from" label="From" value={range.from} />
      <Field name="to" label="To" value={range.to} />
      <p className="quiet">
        <code>now-6h</code>, <code>now-1d/d</code>, or a time such as <code>2026-03-01T14:00:00Z</code>. Shown in {zone}
        .
      </p>
      {fault !== "" && (
        <p className="range-fault" role="alert">
          {fault}
        </p>
      )}
      <button type="submit" className="button button-main">
        Apply
      </button>
    </form>
  );
}

function Field({ name, label, value }: { name: string; label: string; value: string }) {
  return (
    <label>
      {label}
      <input className="field" name={name} defaultValue={value} autoComplete="off" data-1p-ignore="" maxLength={40} />
    </label>
  );
}

function faultOf(range: RangeText): string {
  const now = Date.now();
  for (const end of ["from", "to"] as const) {
    if (parseMoment(range[end], now) === undefined) {
      return `"${range[end]}" is no time: write now-6h, or 2026-03-01T14:00:00Z.`;
    }
  }
  return parseRange(range, now) === undefined ? "The first time must come before the second." : "";
}
