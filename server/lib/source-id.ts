import { createHash } from "node:crypto";

/** What a source is known by in addresses: `src_` and 12 hex digits, made of its name. */
export function sourceIdOf(name: string): string {
  return `src_${createHash("sha256").update(name).digest("hex").slice(0, 12)}`;
}
