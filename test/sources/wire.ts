/** Fields of a protobuf message as they are on the wire. https://protobuf.dev/programming-guides/encoding/ */

export function text(field: number, value: string): Buffer {
  return lengthDelimited(field, Buffer.from(value));
}

export function message(field: number, ...fields: Buffer[]): Buffer {
  return lengthDelimited(field, Buffer.concat(fields));
}

export function varint(field: number, value: number): Buffer {
  return Buffer.concat([number(field << 3), number(value)]);
}

function lengthDelimited(field: number, bytes: Buffer): Buffer {
  return Buffer.concat([number((field << 3) | 2), number(bytes.length), bytes]);
}

function number(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}
