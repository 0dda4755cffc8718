import { FlaskConical, Trash2, Wrench } from "lucide-react";
import { useRefusal } from "../data/rights.ts";
import { type SampleAction, useSampleAction, useStatus } from "../data/status.ts";
import { failureText } from "../lib/failure.ts";
import { useIsLate } from "../lib/late.ts";
import { tellDone, tellFailure } from "../lib/notices.ts";

const DOING = {
  load: "The sample was not loaded",
  fix: "The fix was not applied",
  remove: "The sample was not removed",
};
const DONE = {
  load: "The sample is loaded.",
  fix: "The fix is applied to the sample service. Checks and criteria follow as its traffic proves it.",
  remove: "The sample is removed.",
};

/** Says that what is shown is the bundled sample, with the two things a newcomer can do with it. */
export function SampleBanner({ isPageThere }: { isPageThere: boolean }) {
  const { data } = useStatus();
  const action = useSampleAction();
  const mayChange = useRefusal("admin", "everywhere") === undefined;
  const isLate = useIsLate(data?.sample.loaded === true, isPageThere);
  if (!data?.sample.loaded) return null;
  const { fixApplied, canApply } = data.sample;
  const run = (what: SampleAction) => runSampleAction(action.mutateAsync, what);
  return (
    <aside className="banner" data-late={isLate} aria-label="Sample">
      <FlaskConical size={16} aria-hidden="true" />
      <p>
        <strong>Sample data.</strong> A staged outage against two live databases on this machine.
        {fixApplied && " Its fix is applied; watch verification turn green."}
      </p>
      {!fixApplied && mayChange && (
        <button
          type="button"
          className="button button-small"
          disabled={!canApply || action.isPending}
          title={canApply ? undefined : "The sample's service is not running, so there is nothing to mend."}
          onClick={() => run("fix")}
        >
          <Wrench size={14} aria-hidden="true" /> Apply the fix
        </button>
      )}
      {mayChange && (
        <button type="button" className="button button-small" disabled={action.isPending} onClick={() => run("remove")}>
          <Trash2 size={14} aria-hidden="true" /> Remove the sample
        </button>
      )}
    </aside>
  );
}

/** Runs a sample action and tells how it went. */
export async function runSampleAction(
  run: (what: SampleAction) => Promise<unknown>,
  what: SampleAction,
): Promise<void> {
  try {
    await run(what);
    tellDone(DONE[what]);
  } catch (error) {
    tellFailure(failureText(DOING[what], error), () => void runSampleAction(run, what));
  }
}
