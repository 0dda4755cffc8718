/** A part of bytes that were given before, and those that follow. */
export type Joined = (rest: Buffer, bytes: Buffer) => Buffer;

/** Joins bytes in a place of their own each time: they may be kept. */
export const joinedAnew: Joined = (rest, bytes) => (rest.length === 0 ? bytes : Buffer.concat([rest, bytes]));

/** Joins bytes in the same place each time: what was joined before is gone, but for `rest`, which stands there. */
export function joinedInPlace(): Joined {
  let place = Buffer.alloc(0);
  return (rest, bytes) => {
    const length = rest.length + bytes.length;
    if (length > place.length) place = Buffer.allocUnsafeSlow(Math.max(length, place.length * 2));
    place.set(rest, 0);
    place.set(bytes, rest.length);
    return place.subarray(0, length);
  };
}
