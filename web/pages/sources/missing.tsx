import type { SourceView } from "../../../shared/api-operations.ts";
import { count, countOf } from "../../lib/format.ts";
import { visible } from "../../lib/text.ts";
import { Time } from "../../parts/time.tsx";

type Coverage = NonNullable<SourceView["coverage"]>;

/** What a source did not bring: gaps in time, and entries that could not be read. */
export function Missing({ coverage: { gaps, rejections, rejected } }: { coverage: Coverage }) {
  return (
    <>
      {gaps.length > 0 && (
        <ul className="source-gaps" aria-label="Gaps">
          {gaps.map(({ from, to, reason }) => (
            <li key={`${from} ${to} ${reason}`}>
              <strong>Gap</strong> from <Time at={from} /> to <Time at={to} />: {visible(reason)}
            </li>
          ))}
        </ul>
      )}
      {rejections.length > 0 && (
        <details>
          <summary>
            Why {countOf(rejected, "entry was", "entries were")} rejected; the newest {count(rejections.length)}
          </summary>
          <ul className="source-rejections">
            {rejections.map(({ line, reason }) => (
              <li key={`${line} ${reason}`}>
                line {count(line)}: {visible(reason)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
