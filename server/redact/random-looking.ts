import { isPlaceholder } from "./placeholder.ts";

const MIN_CHARACTERS = 8;

/**
 * Whether a value looks made by chance or by a machine: no word, no path, no name of something. A digit and a letter together
 * say so, and so does a long mixture of cases without a point or a slash.
 */
export function looksRandom(value: string): boolean {
  if (value.length < MIN_CHARACTERS || isPlaceholder(value) || isPath(value)) return false;
  if (/\d/.test(value) && /[A-Za-z]/.test(value)) return true;
  return value.length >= 20 && /[a-z]/.test(value) && /[A-Z]/.test(value) && /^[A-Za-z0-9+/=_-]+$/.test(value);
}

/** A file, a resource's name, an address: said often where a secret is meant and not told. */
export function isPath(value: string): boolean {
  return /^(?:\.{0,2}|~)\/(?:var|run|etc|home|usr|app|opt|tmp|secrets?|mnt|workspace|root|srv|data|v\d|api)\/|^(?:projects|organizations|folders|arn|urn|gs|s3|file|https?|spiffe):?\/|^arn:|^(?:vault|secret|kv)\/[\w/-]+$|\.(?:py|js|ts|go|rb|java|php|json|ya?ml|pem|key|crt|env|txt)(?::\d+)?$/.test(
    value,
  );
}
