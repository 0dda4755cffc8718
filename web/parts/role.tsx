import type { IncidentGroup } from "../../shared/incident.ts";
import { words } from "../lib/format.ts";
import "./role.css";

/** The part that a group plays in an incident. */
export function Role({ role }: Pick<IncidentGroup, "role">) {
  return (
    <span className="badge role" data-role={role}>
      {words(role)}
    </span>
  );
}
