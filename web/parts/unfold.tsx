import { type ReactNode, startTransition, useState } from "react";
import { afterPaint } from "../lib/after-paint.ts";

type Props = {
  summary: ReactNode;
  className?: string;
  /** What it rests on speaks for or against something. */
  effect?: string;
  children: ReactNode;
};

/** A part that opens; what it holds is made when it is opened first, in the frame after the one that shows it open. */
export function Unfold({ summary, className, effect, children }: Props) {
  const [wasOpened, setWasOpened] = useState(false);
  return (
    <details
      className={className}
      data-effect={effect}
      onToggle={({ currentTarget }) =>
        currentTarget.open && !wasOpened && afterPaint(() => startTransition(() => setWasOpened(true)))
      }
    >
      <summary>{summary}</summary>
      {wasOpened && children}
    </details>
  );
}
