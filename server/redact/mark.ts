import { createHmac } from "node:crypto";

/** A mark that stands for a secret. */
export const MARK = /«redacted:[a-z0-9-]{1,40}:[0-9a-f]{8}»/g;

/** Values shorter than this can be guessed, whatever their form. */
const MIN_UNGUESSABLE_CHARACTERS = 20;
/** For installations without a key of their own: anybody can compute with it, so it marks only what cannot be guessed. */
const PUBLIC_KEY = "plumbline";
const NOT_TOLD_APART = "00000000";

/**
 * `«redacted:kind:hash8»`: the first 8 hex digits of HMAC-SHA-256 of the value. The same value has the same mark, so that what
 * repeats stays one. 32 bits are too few to find a random token by and enough to test a guess: without a `key` that only
 * this installation knows, values that could be guessed (passwords, cards, addresses, all that is short) are marked by kind
 * alone, with eight zeros.
 */
export function markOf(kind: string, value: string, isGuessable: boolean, key: string | undefined): string {
  if (key === undefined && (isGuessable || value.length < MIN_UNGUESSABLE_CHARACTERS)) {
    return `«redacted:${kind}:${NOT_TOLD_APART}»`;
  }
  const hash = createHmac("sha256", key ?? PUBLIC_KEY)
    .update(value)
    .digest("hex");
  return `«redacted:${kind}:${hash.slice(0, 8)}»`;
}
