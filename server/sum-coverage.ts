import type { Coverage } from "../shared/log-entry.ts";

/** What all sources read together. */
export function sumCoverage(parts: readonly Coverage[]): Coverage {
  const sum: Coverage = { read: 0, accepted: 0, duplicates: 0, rejected: 0, rejections: [], gaps: [] };
  for (const part of parts) {
    sum.read += part.read;
    sum.accepted += part.accepted;
    sum.duplicates += part.duplicates;
    sum.rejected += part.rejected;
    sum.rejections.push(...part.rejections);
    sum.gaps.push(...part.gaps);
  }
  return sum;
}
