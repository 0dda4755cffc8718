import { CirclePause, Unplug } from "lucide-react";
import type { StatusResponse } from "../../../shared/api.ts";
import { visible } from "../../lib/text.ts";

/** A line for each source that can't be read, or that a person paused: what is missing from the list, and why. */
export function SourceTrouble({ sources }: { sources: StatusResponse["sources"] }) {
  const silent = sources.filter(({ state }) => state === "failed" || state === "paused");
  if (silent.length === 0) return null;
  return (
    <ul className="trouble" aria-label="Sources that can't be read">
      {silent.map(({ name, state, detail }) => (
        <li key={name}>
          {state === "paused" ? <CirclePause size={16} aria-hidden="true" /> : <Unplug size={16} aria-hidden="true" />}
          <p>
            <strong>{name}</strong> {state === "paused" ? "is paused" : "can't be read"}, so incidents may be missing:{" "}
            {visible(detail)}
          </p>
        </li>
      ))}
    </ul>
  );
}
