import { fillInWords, type Gap, gapInWords, gapState } from "../../shared/gap.ts";
import { capitalize } from "../../shared/words.ts";
import { visible } from "../lib/text.ts";
import { Time } from "./time.tsx";
import "./gap-line.css";

const STATES = { open: "Open", ended: "Not filled", filled: "Filled" } as const;

type Props = { gap: Gap; isOfSource?: boolean };

/**
 * A stretch of time in which entries may be missing: when, why, and whether it was read after all. `isOfSource`: its source is named
 * around it.
 */
export function GapLine({ gap, isOfSource = false }: Props) {
  const state = gapState(gap);
  const { source, ...own } = gap;
  return (
    <li className="gap-line" data-state={state}>
      <strong>{STATES[state]}</strong>
      <span>
        from <Time at={gap.from} />{" "}
        {gap.to !== null && (
          <>
            to <Time at={gap.to} />
          </>
        )}
      </span>
      <span className="gap-why">{visible(capitalize(gapInWords(isOfSource ? own : gap)))}</span>
      <span className="quiet">{visible(capitalize(fillInWords(gap)))}.</span>
    </li>
  );
}
