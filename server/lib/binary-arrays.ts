/** The numbers of PostgreSQL's types. https://github.com/postgres/postgres/blob/master/src/include/catalog/pg_type.dat */
const OIDS = { bigint: 20, integer: 23, text: 25, json: 114, float: 701, uuid: 2950 } as const;
const UUID_BYTES = 16;
/** Dimensions, whether there are nulls, type of the elements; then of the one dimension how many there are and where they begin. */
const HEADER_BYTES = 20;
const LENGTH_BYTES = 4;

/**
 * Parameters for arrays in PostgreSQL's own format, which neither side has to spell out and read: a column of a thousand times costs a
 * few microseconds. In SQL each is cast to its type: `$1::text[]`. https://www.postgresql.org/docs/current/protocol-overview.html#PROTOCOL-FORMAT-CODES
 */
export function textArray(values: readonly string[]): Buffer {
  return stringArray(OIDS.text, values);
}

/** Of documents as text. */
export function jsonArray(values: readonly string[]): Buffer {
  return stringArray(OIDS.json, values);
}

function stringArray(oid: number, values: readonly string[]): Buffer {
  const lengths = values.map((value) => Buffer.byteLength(value));
  const bytes = lengths.reduce((sum, length) => sum + length, 0);
  const buffer = withHeader(oid, values.length, bytes);
  let at = HEADER_BYTES;
  values.forEach((value, index) => {
    at = buffer.writeInt32BE(lengths[index] ?? 0, at);
    at += buffer.write(value, at);
  });
  return buffer;
}

/** Of 32 hex digits each. */
export function uuidArray(values: readonly string[]): Buffer {
  const buffer = withHeader(OIDS.uuid, values.length, values.length * UUID_BYTES);
  let at = HEADER_BYTES;
  for (const value of values) {
    at = buffer.writeInt32BE(UUID_BYTES, at);
    at += buffer.write(value, at, "hex");
  }
  return buffer;
}

/** The same of four words of 32 bits each. */
export function uuidArrayOfWords(words: Uint32Array): Buffer {
  const many = words.length / 4;
  const buffer = withHeader(OIDS.uuid, many, many * UUID_BYTES);
  let at = HEADER_BYTES;
  for (let word = 0; word < words.length; word++) {
    if (word % 4 === 0) at = buffer.writeInt32BE(UUID_BYTES, at);
    at = buffer.writeUInt32BE(words[word] ?? 0, at);
  }
  return buffer;
}

export function floatArray(values: readonly number[]): Buffer {
  return numberArray(OIDS.float, 8, values, (buffer, value, at) => buffer.writeDoubleBE(value, at));
}

/** Throws a RangeError for what is no 32-bit number. */
export function integerArray(values: ArrayLike<number>): Buffer {
  return numberArray(OIDS.integer, 4, values, (buffer, value, at) => buffer.writeInt32BE(value, at));
}

/** Of whole numbers that a double holds. */
export function bigintArray(values: readonly number[]): Buffer {
  return numberArray(OIDS.bigint, 8, values, (buffer, value, at) => buffer.writeBigInt64BE(BigInt(value), at));
}

type Write = (buffer: Buffer, value: number, at: number) => number;

function numberArray(oid: number, size: number, values: ArrayLike<number>, write: Write): Buffer {
  const buffer = withHeader(oid, values.length, values.length * size);
  let at = HEADER_BYTES;
  for (let index = 0; index < values.length; index++) {
    at = buffer.writeInt32BE(size, at);
    at = write(buffer, values[index] ?? 0, at);
  }
  return buffer;
}

/** Room for so many elements of so many bytes together, with what comes before them. */
function withHeader(oid: number, many: number, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(HEADER_BYTES + many * LENGTH_BYTES + bytes);
  let at = buffer.writeInt32BE(1, 0);
  at = buffer.writeInt32BE(0, at);
  at = buffer.writeInt32BE(oid, at);
  at = buffer.writeInt32BE(many, at);
  buffer.writeInt32BE(1, at);
  return buffer;
}
