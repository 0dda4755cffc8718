import { memo } from "react";
import type { GroupSummary } from "../../../shared/api-groups.ts";
import type { ListRows } from "../../data/list-pages.ts";
import { VirtualTable } from "../../parts/virtual-table.tsx";
import { GroupRow } from "./row.tsx";

const ROW_HEIGHT_PX = 72;

type Props = {
  list: string | undefined;
  groups: ListRows<GroupSummary>;
  reference: string | null;
  from: string;
  to: string;
  isOld: boolean;
  show: (firstRow: number, lastRow: number) => void;
};

/** The groups as a table of which only the rows near the screen exist. */
export const GroupTable = memo(function GroupTable({ list, groups, reference, from, to, isOld, show }: Props) {
  const same = `In ${reference ?? "its reference"}?`;
  return (
    <VirtualTable
      list={list}
      items={groups}
      idOf={({ id }) => id}
      columns={["Error", "In this time", "Rhythm", "Seen", "Revisions", same]}
      caption="Recurring errors"
      rowHeightPx={ROW_HEIGHT_PX}
      isOld={isOld}
      show={show}
      row={(group, place) => <GroupRow key={group.id} group={group} from={from} to={to} {...place} />}
    />
  );
});
