import { formatCount, plural } from "../../shared/words.ts";
import type { Detector } from "./detect.ts";

const MIN_FAILURES = 2;

export const bootFailure: Detector = {
  id: "boot-failure",
  title: "Instances fail to start",
  why: "An error during start-up that repeats means that no instance comes up: whatever is served is served by luck or by the revision before. Two failed starts are enough, because a start is not retried without a reason.",
  detect(group) {
    const boots = group.samples.filter((sample) => sample.isBoot).length;
    const isBoot = group.signature.family?.startsWith("boot.") === true || boots * 2 > group.samples.length;
    if (!isBoot || group.count < MIN_FAILURES) return undefined;
    const instances = group.instances.length;
    return {
      at: group.firstSeen,
      statement: `${plural(group.count, "failure")} during start-up${instances > 1 ? ` on ${formatCount(instances)} instances` : ""}`,
    };
  },
};
