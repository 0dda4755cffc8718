import { Search, X } from "lucide-react";
import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import type { IncidentsResponse } from "../../../shared/api.ts";
import { INCIDENT_SEVERITIES, INCIDENT_STATUSES } from "../../../shared/incident.ts";
import type { ListFilters } from "../../data/incidents.ts";
import { words } from "../../lib/format.ts";
import { useShortcuts } from "../../lib/shortcuts.ts";
import { type ChangeFilters, NO_FILTERS } from "./use-filters.ts";

const TYPING_PAUSE_MS = 150;

type Props = { filters: ListFilters; facets: IncidentsResponse["facets"]; change: ChangeFilters };

/** The row of filters above the list. */
export function Filters({ filters, facets, change }: Props) {
  const isFiltered = Object.values(filters).some((value) => value !== "");
  return (
    <search className="filters">
      <SearchField value={filters.q} change={(q) => change({ q }, true)} />
      <Choice label="Status" value={filters.status} change={(status) => change({ status })}>
        <option value="">Active</option>
        <option value="all">Any status</option>
        <Options values={INCIDENT_STATUSES} name={words} />
      </Choice>
      <Choice label="Severity" value={filters.severity} change={(severity) => change({ severity })}>
        <option value="">Any severity</option>
        <Options values={INCIDENT_SEVERITIES} name={words} />
      </Choice>
      <Choice label="Environment" value={filters.environment} change={(environment) => change({ environment })}>
        <option value="">Any environment</option>
        <Options values={facets.environments} />
      </Choice>
      <Choice label="Service" value={filters.service} change={(service) => change({ service })}>
        <option value="">Any service</option>
        <Options values={facets.services} />
      </Choice>
      {isFiltered && (
        <button type="button" className="text-button" onClick={() => change(NO_FILTERS)}>
          <X size={14} aria-hidden="true" /> Clear
        </button>
      )}
    </search>
  );
}

function SearchField({ value, change }: { value: string; change: (text: string) => void }) {
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
        aria-label="Search incidents"
        className="field"
        placeholder="Title, service, route, cause"
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

type ChoiceProps = { label: string; value: string; change: (value: string) => void; children: React.ReactNode };

function Choice({ label, value, change, children }: ChoiceProps) {
  return (
    <select aria-label={label} value={value} data-set={value !== ""} onChange={(event) => change(event.target.value)}>
      {children}
    </select>
  );
}

function Options({ values, name = (value) => value }: { values: readonly string[]; name?: (value: string) => string }) {
  return values.map((value) => (
    <option key={value} value={value}>
      {name(value)}
    </option>
  ));
}
