/** What is known of one template, its bytes as words of four. */
export type Row<T> = { template: Uint32Array; length: number; value: T };

const INITIAL_SLOTS = 4096;

/**
 * A map from templates, as bytes, to what is known of them. Looking one up makes no strings: hash, then compare, four
 * bytes at a time.
 */
export class TemplateTable<T> {
  private slots = new Int32Array(INITIAL_SLOTS).fill(-1);
  private hashes = new Int32Array(INITIAL_SLOTS);
  readonly rows: Row<T>[] = [];

  /**
   * The value for the first `length` bytes of `words`; undefined where they are new. Up to three bytes beyond `length`
   * are set to zero.
   */
  find(words: Uint32Array, bytes: Uint8Array, length: number): T | undefined {
    for (let i = length; (i & 3) !== 0; i++) bytes[i] = 0;
    const hash = hashOf(words, length);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const number = this.slots[slot]!;
      if (number < 0) return undefined;
      if (this.hashes[slot] === hash) {
        const row = this.rows[number]!;
        if (row.length === length && isSame(row.template, words)) return row.value;
      }
      slot = (slot + 1) & mask;
    }
  }

  /** Adds a template that `find` did not know. */
  add(words: Uint32Array, length: number, value: T): void {
    if (this.rows.length * 2 >= this.slots.length) this.grow();
    this.place(hashOf(words, length), this.rows.length);
    this.rows.push({ template: words.slice(0, (length + 3) >> 2), length, value });
  }

  private place(hash: number, number: number): void {
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    while (this.slots[slot]! >= 0) slot = (slot + 1) & mask;
    this.slots[slot] = number;
    this.hashes[slot] = hash;
  }

  private grow(): void {
    const size = this.slots.length * 2;
    this.slots = new Int32Array(size).fill(-1);
    this.hashes = new Int32Array(size);
    this.rows.forEach(({ template, length }, number) => {
      this.place(hashOf(template, length), number);
    });
  }
}

/** The mixing of MurmurHash3, a word of four bytes at a time. https://github.com/aappleby/smhasher */
function hashOf(words: Uint32Array, length: number): number {
  const count = (length + 3) >> 2;
  let hash = length;
  for (let i = 0; i < count; i++) {
    const word = Math.imul(words[i]!, 0xcc9e2d51);
    hash ^= Math.imul((word << 15) | (word >>> 17), 0x1b873593);
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

function isSame(template: Uint32Array, words: Uint32Array): boolean {
  for (let i = 0; i < template.length; i++) if (template[i] !== words[i]) return false;
  return true;
}
