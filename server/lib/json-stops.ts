/** Most bytes that are looked at at once. */
export const MAX_STOP_BYTES = 4 * 1024 * 1024;

const PAGE_BYTES = 64 * 1024;
/** Blocks of 16 bytes are read whole, the last one too. */
const SLACK_BYTES = PAGE_BYTES;
const OUT_AT = MAX_STOP_BYTES + SLACK_BYTES;
const PAGES = (OUT_AT + 4 * (MAX_STOP_BYTES + 16)) / PAGE_BYTES + 1;

/**
 * Finds in bytes the places where a walk through JSON strings has to stop: quotes, backslashes and control characters, line breaks among
 * them. `bytes` and `places` are the same arrays for good; `find` fills them anew.
 */
export type JsonStops = {
  bytes: Uint8Array;
  /** Ascending places in `bytes`; what stands behind the last one is larger than all. */
  places: Uint32Array;
  /** Takes at most `MAX_STOP_BYTES`. */
  find: (data: Uint8Array) => void;
};

/** Uses the processor's instructions for 16 bytes at once, a loop where there are none. */
export function createJsonStops(): JsonStops {
  const scan = compiled();
  const buffer = scan?.memory.buffer ?? new ArrayBuffer(PAGES * PAGE_BYTES);
  const bytes = new Uint8Array(buffer, 0, MAX_STOP_BYTES + SLACK_BYTES);
  const places = new Uint32Array(buffer, OUT_AT, MAX_STOP_BYTES + 16);
  return {
    bytes,
    places,
    find(data) {
      bytes.set(data);
      let count = scan === undefined ? findOneByOne(bytes, data.length, places) : scan.find(0, data.length, OUT_AT);
      while (count > 0 && places[count - 1]! >= data.length) count--;
      places[count] = 0xffffffff;
    },
  };
}

/** The same without WebAssembly. */
export function findOneByOne(bytes: Uint8Array, length: number, places: Uint32Array): number {
  let count = 0;
  for (let at = 0; at < length; at++) {
    const byte = bytes[at]!;
    if (byte === 0x22 || byte === 0x5c || byte < 0x20) places[count++] = at;
  }
  return count;
}

type Scan = { memory: WebAssembly.Memory; find: (from: number, to: number, out: number) => number };

function compiled(): Scan | undefined {
  if (typeof WebAssembly === "undefined" || !WebAssembly.validate(MODULE)) return undefined;
  const { memory, find } = new WebAssembly.Instance(new WebAssembly.Module(MODULE)).exports;
  if (!(memory instanceof WebAssembly.Memory) || typeof find !== "function") return undefined;
  return { memory, find: (from, to, out) => Number(find(from, to, out)) };
}

/** Instructions by their names in the specification. https://webassembly.github.io/spec/core/binary/instructions.html */
const [BLOCK, LOOP, END, BRANCH, BRANCH_IF, GET, SET] = [0x02, 0x03, 0x0b, 0x0c, 0x0d, 0x20, 0x21] as const;
const [STORE, CONST, EQZ, LESS, CTZ, ADD, SUB, AND, SHIFT] = [0x36, 0x41, 0x45, 0x49, 0x68, 0x6a, 0x6b, 0x71, 0x76];
const [V, V_LOAD, V_SPLAT, V_EQUAL, V_LESS, V_OR, V_BITMASK] = [0xfd, 0x00, 0x0f, 0x23, 0x26, 0x50, 0x64] as const;
const [I32, V128, NOTHING] = [0x7f, 0x7b, 0x40] as const;
/** Parameters and locals of the function. */
const [FROM, TO, OUT, START, MASK, BYTES] = [0, 1, 2, 3, 4, 5] as const;

const FIND = [
  ...[GET, OUT, SET, START],
  ...[LOOP, NOTHING],
  // bytes = 16 bytes at `from`; mask = one bit for each that is a quote, a backslash or below a blank
  ...[GET, FROM, V, V_LOAD, 0, 0, SET, BYTES],
  ...[GET, BYTES, CONST, 0x22, V, V_SPLAT, V, V_EQUAL],
  ...[GET, BYTES, CONST, ...signed(0x5c), V, V_SPLAT, V, V_EQUAL, V, V_OR],
  ...[GET, BYTES, CONST, 0x20, V, V_SPLAT, V, V_LESS, V, V_OR],
  ...[V, V_BITMASK, SET, MASK],
  // while mask ≠ 0: write from + the place of its lowest bit, and clear that
  ...[BLOCK, NOTHING, LOOP, NOTHING],
  ...[GET, MASK, EQZ, BRANCH_IF, 1],
  ...[GET, OUT, GET, FROM, GET, MASK, CTZ, ADD, STORE, 2, 0],
  ...[GET, OUT, CONST, 4, ADD, SET, OUT],
  ...[GET, MASK, GET, MASK, CONST, 1, SUB, AND, SET, MASK],
  ...[BRANCH, 0, END, END],
  ...[GET, FROM, CONST, 16, ADD, SET, FROM],
  ...[GET, FROM, GET, TO, LESS, BRANCH_IF, 0, END],
  ...[GET, OUT, GET, START, SUB, CONST, 2, SHIFT, END],
];

const LOCALS = [2, 2, I32, 1, V128];

const MODULE = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 3, I32, I32, I32, 1, I32]),
  ...section(3, [1, 0]),
  ...section(5, [1, 0, ...unsigned(PAGES)]),
  ...section(7, [2, ...named("memory"), 2, 0, ...named("find"), 0, 0]),
  ...section(10, [1, ...unsigned(LOCALS.length + FIND.length), ...LOCALS, ...FIND]),
]);

function section(id: number, content: number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function named(name: string): number[] {
  return [name.length, ...[...name].map((letter) => letter.charCodeAt(0))];
}

/** LEB128, as the binary format writes numbers. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

/** The same for constants, whose sixth bit is their sign. */
function signed(value: number): number[] {
  return value < 64 ? [value] : [(value & 127) | 128, ...signed(value >>> 7)];
}
