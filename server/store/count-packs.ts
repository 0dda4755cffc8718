/** Bytes of seven bits each, the lowest first; the eighth bit says that more follow. https://protobuf.dev/programming-guides/encoding/#varints */
const LOW_BITS = 0x7f;
const MORE = 0x80;
const BASE = 128;

/** Numbers of groups with how often each failed, by ascending number, in few bytes: the step to the next number, then the count. */
export function packCounts(counted: readonly (readonly [number: number, count: number])[]): Buffer {
  const bytes: number[] = [];
  let before = 0;
  for (const [number, count] of counted) {
    pushVarint(bytes, number - before);
    pushVarint(bytes, count);
    before = number;
  }
  return Buffer.from(bytes);
}

function pushVarint(bytes: number[], value: number): void {
  let rest = value;
  for (; rest > LOW_BITS; rest = Math.floor(rest / BASE)) bytes.push((rest % BASE) | MORE);
  bytes.push(rest);
}

/** Adds what a pack counts to `sums`, by number; numbers beyond its length are left out. */
export function addPack(sums: Float64Array, pack: Uint8Array): void {
  let number = 0;
  let value = 0;
  let unit = 1;
  let isCount = false;
  // One loop over the bytes, without a call for each number: this is most of what an answer over all groups costs.
  for (let at = 0; at < pack.length; at += 1) {
    const byte = pack[at] ?? 0;
    value += (byte & LOW_BITS) * unit;
    if (byte >= MORE) {
      unit *= BASE;
      continue;
    }
    if (isCount) sums[number] = (sums[number] ?? 0) + value;
    else number += value;
    isCount = !isCount;
    value = 0;
    unit = 1;
  }
}

/** The sum of packs as one; `highest` is the highest number in them. */
export function sumPacks(packs: readonly Uint8Array[], highest: number): Buffer {
  const sums = new Float64Array(highest + 1);
  for (const pack of packs) addPack(sums, pack);
  const counted: [number, number][] = [];
  sums.forEach((count, number) => {
    if (count > 0) counted.push([number, count]);
  });
  return packCounts(counted);
}
