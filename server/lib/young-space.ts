import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Beyond this, values that live for a batch are copied out later and cost memory without saving time. */
const MAX_YOUNG_BYTES = 24 * 1024 * 1024;

/** How much may be added to what is in use, in percent, before old values are looked through: by itself V8 waits for four times as much. */
const GROWTH_PERCENT = 100;

let isBounded = false;

/**
 * Lets the space for young values grow to about 24 MB and no further, where it would grow to 128 MB; to be asked between batches of a
 * long piece of work. From then on the space for old values grows in smaller steps, too. V8 looks at both flags each time.
 */
export function boundYoungSpace(): void {
  if (isBounded) return;
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space");
  if (young === undefined || young.space_size < MAX_YOUNG_BYTES) return;
  setFlagsFromString("--semi-space-growth-factor=1");
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  isBounded = true;
}
