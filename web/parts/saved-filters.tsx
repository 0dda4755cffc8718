import { Bookmark, Trash2 } from "lucide-react";
import { type FormEvent, type ToggleEvent, useState } from "react";
import { Link } from "wouter";
import type { FilteredPage, SavedFilter } from "../../shared/api-filters.ts";
import { useFilterChange, useSavedFilters } from "../data/filters.ts";
import { useRefusal } from "../data/rights.ts";
import { failureText } from "../lib/failure.ts";
import { tellDone, tellFailure } from "../lib/notices.ts";
import { visible } from "../lib/text.ts";

const GAP_PX = 4;

type Props = { page: FilteredPage; filters: Record<string, string> };

/** Filters of this list that people keep under a name, and a way to keep the ones that are set. */
export function SavedFilters({ page, filters }: Props) {
  const [isOpen, setOpen] = useState(false);
  const { data } = useSavedFilters(isOpen);
  const id = `saved-${page}`;
  const maySave = useRefusal("responder", "somewhere") === undefined;
  const own = data?.filters.filter((one) => one.page === page) ?? [];
  const place = (event: ToggleEvent<HTMLDivElement>) => {
    setOpen(event.newState === "open");
    const trigger = document.getElementById(`${id}-button`);
    if (trigger !== null) placeBelow(event.currentTarget, trigger);
  };
  return (
    <>
      <button type="button" id={`${id}-button`} className="text-button" popoverTarget={id} aria-haspopup="dialog">
        <Bookmark size={14} aria-hidden="true" /> Saved
      </button>
      <div
        id={id}
        popover="auto"
        className="menu saved-filters"
        role="dialog"
        aria-label="Saved filters"
        onToggle={place}
      >
        {data !== undefined && own.length === 0 && <p className="quiet">Nothing is saved for this list yet.</p>}
        <ul>
          {own.map((one) => (
            <Saved key={one.id} saved={one} popoverId={id} mayDrop={maySave} />
          ))}
        </ul>
        {maySave && isOpen && <SaveForm page={page} filters={filters} />}
      </div>
    </>
  );
}

type SavedProps = { saved: SavedFilter; popoverId: string; mayDrop: boolean };

function Saved({ saved: { id, page, name, query, who }, popoverId, mayDrop }: SavedProps) {
  const change = useFilterChange();
  const drop = () =>
    change.mutate(
      { drop: id },
      { onError: (error) => tellFailure(failureText("The filter was not dropped", error), drop) },
    );
  return (
    <li>
      <Link
        className="menu-item"
        href={`/${page}?${query}`}
        title={`Saved by ${who}`}
        onClick={() => document.getElementById(popoverId)?.hidePopover()}
      >
        {visible(name)}
      </Link>
      {mayDrop && (
        <button
          type="button"
          className="icon-button"
          aria-label={`Drop the filter ${name}`}
          disabled={change.isPending}
          onClick={drop}
        >
          <Trash2 size={14} aria-hidden="true" />
        </button>
      )}
    </li>
  );
}

function SaveForm({ page, filters }: Props) {
  const change = useFilterChange();
  const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== "")).toString();
  if (query === "") return <p className="quiet">Set a filter to save it under a name.</p>;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const name = String(new FormData(form).get("name")).trim();
    change.mutate(
      { save: { page, name, query } },
      {
        onSuccess: () => {
          form.reset();
          tellDone(`The filters are saved as ${name}, for everybody.`);
        },
        onError: (error) => tellFailure(failureText("The filters were not saved", error)),
      },
    );
  };
  return (
    <form onSubmit={submit}>
      <input
        className="field"
        name="name"
        required
        maxLength={60}
        autoComplete="off"
        aria-label="Name of these filters"
        placeholder="Name these filters"
      />
      <button type="submit" className="button button-small" disabled={change.isPending}>
        Save
      </button>
    </form>
  );
}

function placeBelow(popover: HTMLElement, trigger: HTMLElement): void {
  const { left, bottom } = trigger.getBoundingClientRect();
  const room = window.innerWidth - popover.offsetWidth - GAP_PX;
  popover.style.left = `${Math.max(GAP_PX, Math.min(left, room))}px`;
  popover.style.top = `${bottom + GAP_PX}px`;
}
