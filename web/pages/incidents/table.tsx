import { memo } from "react";
import type { IncidentSummary } from "../../../shared/api.ts";
import type { ListRows } from "../../data/list-pages.ts";
import { VirtualTable } from "../../parts/virtual-table.tsx";
import { IncidentRow } from "./row.tsx";

const ROW_HEIGHT_PX = 76;
const COLUMNS = ["Severity", "Incident", "Symptom", "Cause", "Remediation", "Age"] as const;

type Props = {
  list: string | undefined;
  incidents: ListRows<IncidentSummary>;
  isOld: boolean;
  show: (firstRow: number, lastRow: number) => void;
};

/** The incidents as a table of which only the rows near the screen exist. */
export const IncidentTable = memo(function IncidentTable({ list, incidents, isOld, show }: Props) {
  return (
    <VirtualTable
      list={list}
      items={incidents}
      idOf={({ id }) => id}
      columns={COLUMNS}
      caption="Incidents, active ones first, then by severity"
      rowHeightPx={ROW_HEIGHT_PX}
      isOld={isOld}
      show={show}
      row={(incident, place) => <IncidentRow key={incident.id} incident={incident} {...place} />}
    />
  );
});
