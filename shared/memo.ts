/**
 * A function of texts that remembers what it gave for up to `most` of them, and starts anew then. Long texts seldom repeat and are not
 * kept. What it gives is shared: nobody may change it.
 */
export function remembering<T>(make: (text: string) => T, most = 2000, longest = 600): (text: string) => T {
  const known = new Map<string, { value: T }>();
  return (text) => {
    if (text.length > longest) return make(text);
    const found = known.get(text);
    if (found !== undefined) return found.value;
    const value = make(text);
    if (known.size >= most) known.clear();
    known.set(text, { value });
    return value;
  };
}
