import { Search, X } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useMemo, useRef, useState } from "react";
import { useShortcuts } from "../lib/shortcuts.ts";
import "./filter-fields.css";

const TYPING_PAUSE_MS = 150;

type FiltersProps = { isFiltered: boolean; clear: () => void; children: ReactNode };

/** A row of filters above a list, with a way to clear them all. */
export function FilterRow({ isFiltered, clear, children }: FiltersProps) {
  return (
    <search className="filters">
      {children}
      {isFiltered && (
        <button type="button" className="text-button" onClick={clear}>
          <X size={14} aria-hidden="true" /> Clear
        </button>
      )}
    </search>
  );
}

type SearchProps = { label: string; hint: string; value: string; change: (text: string) => void };

/** A field to search by text; `/` goes there. */
export function SearchField({ label, hint, value, change }: SearchProps) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useFocusOnSlash(field);
  // A request per pause, not per key.
  useEffect(() => {
    if (text === value) return;
    const timer = setTimeout(() => change(text), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  });
  return (
    <div className="search-field">
      <Search size={16} aria-hidden="true" />
      <input
        ref={field}
        type="search"
        aria-label={label}
        className="field"
        placeholder={hint}
        autoComplete="off"
        data-1p-ignore=""
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          // Browsers would empty the field; Escape only leaves it here, Clear empties it.
          event.preventDefault();
          event.currentTarget.blur();
        }}
      />
    </div>
  );
}

function useFocusOnSlash(field: RefObject<HTMLInputElement | null>): void {
  const shortcuts = useMemo(() => ({ "/": () => field.current?.focus() }), [field]);
  useShortcuts(shortcuts);
}

type ChoiceProps = { label: string; value: string; change: (value: string) => void; children: ReactNode };

/** One of a few values. */
export function Choice({ label, value, change, children }: ChoiceProps) {
  return (
    <select aria-label={label} value={value} data-set={value !== ""} onChange={(event) => change(event.target.value)}>
      {children}
    </select>
  );
}

type OptionsProps<V extends string> = { values: readonly V[]; name?: (value: V) => string };

/** An option for each value. */
export function Options<V extends string>({ values, name = (value) => value }: OptionsProps<V>) {
  return values.map((value) => (
    <option key={value} value={value}>
      {name(value)}
    </option>
  ));
}
