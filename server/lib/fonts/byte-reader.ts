/** Bytes read one after the other, big-endian. Reading beyond the end throws a RangeError. */
export class ByteReader {
  #at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    return this.#view.getUint8(this.#skip(1));
  }

  uint16(): number {
    return this.#view.getUint16(this.#skip(2));
  }

  int16(): number {
    return this.#view.getInt16(this.#skip(2));
  }

  uint32(): number {
    return this.#view.getUint32(this.#skip(4));
  }

  /** The next `length` bytes, not copied. */
  bytes(length: number): Uint8Array {
    const from = this.#skip(length);
    if (from + length > this.#bytes.length) throw new RangeError(`${length} bytes expected at ${from}`);
    return this.#bytes.subarray(from, from + length);
  }

  /** A number of one to five bytes: https://www.w3.org/TR/WOFF2/#UIntBase128 */
  base128(): number {
    let number = 0;
    for (let i = 0; i < 5; i += 1) {
      const byte = this.byte();
      number = number * 128 + (byte & 127);
      if (byte < 128) return number;
    }
    throw new RangeError("a number of more than five bytes");
  }

  /** A number of one to three bytes: https://www.w3.org/TR/WOFF2/#255UInt16 */
  short255(): number {
    const code = this.byte();
    if (code === 253) return this.uint16();
    if (code === 255) return this.byte() + 253;
    return code === 254 ? this.byte() + 506 : code;
  }

  #skip(length: number): number {
    const from = this.#at;
    this.#at += length;
    return from;
  }
}
