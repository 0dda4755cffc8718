/** The first place below `length` of which it is so, as of all that follow; `length` where there is none. */
export function firstPlace(length: number, isSo: (place: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isSo(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
