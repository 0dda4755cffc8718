import { countOf } from "../../lib/format.ts";
import { LogLines, type Sample } from "../../parts/log-lines.tsx";
import { Nothing, Section } from "../../parts/section.tsx";

/** The first and the last entry that are kept, and those between on demand. */
export function Samples({ samples }: { samples: Sample[] }) {
  const [first] = samples;
  const last = samples.length > 1 ? samples.at(-1) : undefined;
  const between = samples.slice(1, -1);
  return (
    <Section id="samples" title="Sample entries" aside={<span className="quiet">the first and the last</span>}>
      {first === undefined && <Nothing>No sample is kept: its entries may have expired.</Nothing>}
      {first && <LogLines samples={[first]} />}
      {between.length > 0 && (
        <details>
          <summary>{countOf(between.length, "entry between them", "entries between them")}</summary>
          <LogLines samples={between} />
        </details>
      )}
      {last && <LogLines samples={[last]} />}
    </Section>
  );
}
