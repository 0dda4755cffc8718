import { Ellipsis, History, Merge, Split } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import type { ShownIncident } from "../../../shared/api-incident.ts";
import { openDialog } from "../../lib/dialog.ts";
import { MERGE_DIALOG, MergeDialog } from "./merge-dialog.tsx";
import { SPLIT_DIALOG, SplitDialog } from "./split-dialog.tsx";
import "./decisions.css";

type Props = {
  incident: ShownIncident;
  /** Nothing but looking back is offered. */
  isReadOnly: boolean;
  lookBack: () => void;
};

/** What else can be done with the incident as a whole. */
export function Actions({ incident, isReadOnly, lookBack }: Props) {
  return (
    <>
      <DropdownMenu.Root modal={false}>
        <DropdownMenu.Trigger className="button" aria-label="More actions">
          <Ellipsis size={16} aria-hidden="true" />
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal container={document.querySelector("main")}>
          <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
            <DropdownMenu.Item className="menu-item" onSelect={lookBack}>
              <History size={16} aria-hidden="true" /> Look back in time
            </DropdownMenu.Item>
            {!isReadOnly && (
              <DropdownMenu.Item className="menu-item" onSelect={() => openDialog(MERGE_DIALOG)}>
                <Merge size={16} aria-hidden="true" /> Merge into another incident
              </DropdownMenu.Item>
            )}
            {!isReadOnly && incident.groups.length > 1 && (
              <DropdownMenu.Item className="menu-item" onSelect={() => openDialog(SPLIT_DIALOG)}>
                <Split size={16} aria-hidden="true" /> Split groups off
              </DropdownMenu.Item>
            )}
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu.Root>
      {!isReadOnly && <MergeDialog incident={incident} />}
      {!isReadOnly && <SplitDialog incident={incident} />}
    </>
  );
}
