import { DAY } from "../../../shared/time.ts";
import { useMute } from "../../data/groups.ts";
import { tellDone } from "../../lib/notices.ts";
import { AskDialog } from "../../parts/ask-dialog.tsx";
import { LengthField } from "../../parts/length-field.tsx";

export const MUTE_DIALOG = "mute";

/** Asks for how long and why a group should open no incident. */
export function MuteDialog({ id }: { id: string }) {
  const mute = useMute(id);
  const act = async (reason: string, given: FormData) => {
    await mute.mutateAsync({ until: new Date(Date.now() + Number(given.get("length"))).toISOString(), reason });
    tellDone("The group is muted. It is counted on and opens no incident.");
  };
  return (
    <AskDialog
      id={MUTE_DIALOG}
      title="Mute this group"
      note="Its entries are counted on, but it opens no incident, and the incident that it leads is muted with it. What would have been opened is counted here."
      placeholder="Known, mended by …"
      button="Mute"
      act={act}
      failed="The group was not muted"
    >
      <LengthField initial={DAY} longest={30 * DAY} />
    </AskDialog>
  );
}
