import { Unplug } from "lucide-react";
import type { StatusResponse } from "../../../shared/api.ts";

/** A line for each source that can't be read: what is missing from the list, and why. */
export function SourceTrouble({ sources }: { sources: StatusResponse["sources"] }) {
  const failed = sources.filter((source) => source.state === "failed");
  if (failed.length === 0) return null;
  return (
    <ul className="trouble" aria-label="Sources that can't be read">
      {failed.map((source) => (
        <li key={source.name}>
          <Unplug size={16} aria-hidden="true" />
          <p>
            <strong>{source.name}</strong> can't be read, so incidents may be missing: {source.detail}
          </p>
        </li>
      ))}
    </ul>
  );
}
