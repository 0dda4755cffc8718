/** One field of a message as it stands on the wire. https://protobuf.dev/programming-guides/encoding/ */
export type Field = { number: number } & (
  | { wire: "varint"; value: bigint }
  | { wire: "fixed64" | "fixed32" | "bytes"; bytes: Buffer }
);

/** The fields of a message, in order. Throws a RangeError where the bytes are no message. */
export function* fieldsOf(message: Buffer): Generator<Field> {
  for (let at = 0; at < message.length; ) {
    const key = readVarint(message, at);
    const number = Number(key.value >> 3n);
    at = key.end;
    if (number < 1 || number > 0x1f_ff_ff_ff) throw new RangeError(`field number ${number} at byte ${at}`);
    const kind = Number(key.value & 7n);
    if (kind === 0) {
      const { value, end } = readVarint(message, at);
      yield { number, wire: "varint", value };
      at = end;
      continue;
    }
    const span = spanOf(kind, message, at);
    if (span.end > message.length) throw new RangeError(`field ${number} ends after the message, at byte ${span.end}`);
    yield { number, wire: span.wire, bytes: message.subarray(span.start, span.end) };
    at = span.end;
  }
}

/** The two forms of a whole number that are sent as a varint: as it stands, and as a signed one of 64 bits. */
export function signed(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

function spanOf(kind: number, message: Buffer, at: number) {
  if (kind === 1) return { wire: "fixed64" as const, start: at, end: at + 8 };
  if (kind === 5) return { wire: "fixed32" as const, start: at, end: at + 4 };
  if (kind !== 2) throw new RangeError(`wire type ${kind} at byte ${at}`);
  const { value, end } = readVarint(message, at);
  if (value > BigInt(message.length)) throw new RangeError(`a length of ${value} at byte ${at}`);
  return { wire: "bytes" as const, start: end, end: end + Number(value) };
}

/** At most ten bytes, seven bits each, the lowest first. */
function readVarint(message: Buffer, from: number): { value: bigint; end: number } {
  let value = 0n;
  for (let index = 0; index < 10; index++) {
    const byte = message[from + index];
    if (byte === undefined) throw new RangeError(`a number that is cut at byte ${from + index}`);
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if (byte < 0x80) return { value: BigInt.asUintN(64, value), end: from + index + 1 };
  }
  throw new RangeError(`a number of more than ten bytes at byte ${from}`);
}
