/** What is known of one template: its group so far, and what is printed for its entries. */
export type Row<T> = { template: Uint8Array; value: T };

const INITIAL_SLOTS = 4096;

/**
 * A map from templates, as bytes, to what is known of them. Looking one up makes no strings: hash, then compare bytes.
 */
export class TemplateTable<T> {
  private slots = new Int32Array(INITIAL_SLOTS).fill(-1);
  private hashes = new Int32Array(INITIAL_SLOTS);
  readonly rows: Row<T>[] = [];

  /** The value for the first `length` bytes of `bytes`; undefined where they are new. */
  find(bytes: Uint8Array, length: number): T | undefined {
    const hash = hashOf(bytes, length);
    const mask = this.slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const number = this.slots[slot]!;
      if (number < 0) return undefined;
      if (this.hashes[slot] === hash) {
        const row = this.rows[number]!;
        if (isSame(row.template, bytes, length)) return row.value;
      }
      slot = (slot + 1) & mask;
    }
  }

  /** Adds a template that `find` did not know. */
  add(bytes: Uint8Array, length: number, value: T): void {
    if (this.rows.length * 2 >= this.slots.length) this.grow();
    this.place(hashOf(bytes, length), this.rows.length);
    this.rows.push({ template: bytes.slice(0, length), value });
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
    this.rows.forEach(({ template }, number) => {
      this.place(hashOf(template, template.length), number);
    });
  }
}

/** FNV-1a over the bytes. */
function hashOf(bytes: Uint8Array, length: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ bytes[i]!, 0x01000193);
  return hash ^ (hash >>> 15);
}

function isSame(template: Uint8Array, bytes: Uint8Array, length: number): boolean {
  if (template.length !== length) return false;
  for (let i = 0; i < length; i++) if (template[i] !== bytes[i]) return false;
  return true;
}
