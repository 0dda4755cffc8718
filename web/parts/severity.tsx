import { CircleAlert, Info, OctagonAlert, TriangleAlert } from "lucide-react";
import type { Incident } from "../../shared/incident.ts";
import { words } from "../lib/format.ts";

const ICONS = { critical: OctagonAlert, high: TriangleAlert, medium: CircleAlert, low: Info } as const;

/** An incident's severity as an icon of its own shape and a word. */
export function Severity({ severity, reason }: { severity: Incident["severity"]; reason?: string }) {
  const Icon = ICONS[severity];
  return (
    <span className="severity" data-severity={severity} title={reason}>
      <Icon size={16} aria-hidden="true" />
      {words(severity)}
    </span>
  );
}
