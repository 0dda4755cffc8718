import { Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useLayoutEffect, useState } from "react";
import { closeDialog, openDialog } from "../lib/dialog.ts";
import { Overlay } from "./overlay.tsx";
import { usePaletteItems } from "./palette-items.ts";
import "./palette.css";

const PALETTE = "palette";
const LIST = "palette-list";

/** Goes anywhere and does the common things, by typing. */
export default function Palette({ close }: { close: () => void }) {
  const [text, setText] = useState("");
  const [selected, setSelected] = useState(0);
  const { items, isLoading } = usePaletteItems(text);
  const index = Math.min(selected, items.length - 1);
  useLayoutEffect(() => openDialog(PALETTE), []);
  useEffect(() => document.getElementById(`${LIST}-${index}`)?.scrollIntoView({ block: "nearest" }), [index]);
  const run = (item: (typeof items)[number] | undefined, within: Element) => {
    if (item === undefined) return;
    closeDialog(within);
    item.run();
  };
  const onKey = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === "Enter") run(items[index], event.currentTarget);
    else if (event.key === "ArrowDown") setSelected((index + 1) % Math.max(1, items.length));
    else if (event.key === "ArrowUp") setSelected((index - 1 + items.length) % Math.max(1, items.length));
    else return;
    event.preventDefault();
  };
  return (
    <Overlay id={PALETTE} label="Go to or do" onToggle={(isOpen) => !isOpen && close()} onKeyDown={onKey}>
      <div className="palette">
        <div className="palette-field">
          <Search size={18} aria-hidden="true" />
          <input
            role="combobox"
            aria-label="Go to a page, an incident, an error group, or do something"
            aria-expanded="true"
            aria-controls={LIST}
            aria-activedescendant={items.length > 0 ? `${LIST}-${index}` : undefined}
            placeholder="Go to an incident, an error group, a page …"
            autoComplete="off"
            data-1p-ignore=""
            maxLength={200}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setSelected(0);
            }}
          />
          <kbd>Esc</kbd>
        </div>
        <div role="listbox" id={LIST} aria-label="What fits" className="palette-list">
          {items.map((item, place) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the chosen option.
            // biome-ignore lint/a11y/useKeyWithClickEvents: the dialog handles keys.
            <div
              key={item.id}
              id={`${LIST}-${place}`}
              role="option"
              aria-selected={place === index}
              className="palette-item"
              onClick={({ currentTarget }) => run(item, currentTarget)}
              onPointerMove={() => setSelected(place)}
            >
              <span className="palette-kind">{item.kind}</span>
              <span className="palette-title">{item.title}</span>
              {item.keys !== undefined && <kbd>{item.keys}</kbd>}
            </div>
          ))}
        </div>
        <p className="palette-empty" role="status">
          {items.length === 0 &&
            (isLoading ? "Looking" : "Nothing fits. Try a service, a route, or a part of the error.")}
        </p>
      </div>
    </Overlay>
  );
}
