import { useState } from "react";
import { useIdle } from "../lib/idle.ts";
import { useSetting } from "../lib/settings.ts";
import { PAGES } from "../pages.ts";
import { DialogHead } from "./dialog-head.tsx";
import { Overlay } from "./overlay.tsx";

export const HELP_ID = "help";

const KEYS = [
  ["Ctrl K", "Go to a page, an incident or a group, or do something (⌘K)"],
  ["j  k", "Next and previous row"],
  ["Enter", "Open the selected row"],
  ["/", "Search the list"],
  ["d", "Choose the time"],
  ["t z", "Show a time twice as long"],
  ["Esc", "Leave a field, close a window; on one incident or group: back to the list"],
  ["?", "This help"],
] as const;

const GO_KEYS = PAGES.flatMap(({ nav, key }) =>
  nav === undefined || key === undefined ? [] : [[`g ${key}`, `Go to ${nav}`] as const],
);

/** The window that lists the shortcuts and can switch them off; made when the page has time, so that it opens at once. */
export function Help() {
  const isIdle = useIdle();
  const [wasOpened, setWasOpened] = useState(false);
  return (
    <Overlay id={HELP_ID} labelledBy="help-title" onToggle={() => setWasOpened(true)}>
      <div className="dialog">{(isIdle || wasOpened) && <Keys />}</div>
    </Overlay>
  );
}

function Keys() {
  const [shortcuts, setShortcuts] = useSetting("shortcuts", "on");
  return (
    <>
      <DialogHead id="help-title">Keyboard shortcuts</DialogHead>
      <dl className="keys">
        {[...KEYS, ...GO_KEYS].map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label className="check-label">
        <input
          type="checkbox"
          checked={shortcuts !== "off"}
          onChange={(event) => setShortcuts(event.target.checked ? "on" : "off")}
        />
        Single-key shortcuts are on
      </label>
    </>
  );
}
