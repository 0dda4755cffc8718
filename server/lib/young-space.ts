import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Beyond this, values that live for a batch are copied out later and cost memory without saving time. */
const MAX_YOUNG_BYTES = 24 * 1024 * 1024;

let isBounded = false;

/**
 * Lets the space for young values grow to about 24 MB and no further, where it would grow to 128 MB; to be asked between batches of a
 * long piece of work. V8 looks at the flag each time it would grow.
 */
export function boundYoungSpace(): void {
  if (isBounded) return;
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space");
  if (young === undefined || young.space_size < MAX_YOUNG_BYTES) return;
  setFlagsFromString("--semi-space-growth-factor=1");
  isBounded = true;
}
