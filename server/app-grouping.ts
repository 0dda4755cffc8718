import type { ErrorEvent } from "../shared/events.ts";
import type { GroupingConfig } from "../shared/grouping-config.ts";
import type { ApiDeps } from "./api/deps.ts";
import { compareSides } from "./group/compare-sides.ts";
import { examplesOf } from "./group/mask-values.ts";
import { createNormalizer } from "./normalize/normalizer.ts";
import { readEntry } from "./normalize/read-entry.ts";
import { groupEvent, userRules } from "./pipeline.ts";

/** How entries are put into groups, for the pages and answers that explain it. */
export function explainedGrouping(grouping: GroupingConfig): ApiDeps["grouping"] {
  const rules = userRules(grouping);
  return {
    examples: examplesOf,
    today: (event) => {
      const { groupId, signature } = groupEvent(event, rules);
      return { groupId, rule: signature.rule };
    },
    ofText: (text) => {
      const { event, title, signature } = groupEvent(eventOf(text), rules);
      return { kind: event.kind, title, signature };
    },
    compare: compareSides,
  };
}

/** A text as the error that an app's log line would be. */
function eventOf(text: string): ErrorEvent {
  const normalizer = createNormalizer({ environmentOf: () => "" });
  const read = readEntry({ textPayload: text, severity: "ERROR", timestamp: new Date(0).toISOString() });
  const errors = "entry" in read ? [...normalizer.push(read.entry).errors, ...normalizer.flush().errors] : [];
  return { ...(errors[0] ?? plainEvent(text)), environment: "", service: "" };
}

function plainEvent(text: string): ErrorEvent {
  return {
    ...{ kind: "message", at: 0, severity: "ERROR", message: text, text, exceptions: [], origin: "app", isBoot: false },
    ...{ environment: "", service: "", project: "" },
    entry: { key: "", insertId: "", timestamp: "", logId: "", project: "" },
  };
}
