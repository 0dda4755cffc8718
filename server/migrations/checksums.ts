import { createHash } from "node:crypto";

/** SHA-256 of a file as it lies there, in hexadecimal: what Prisma Migrate keeps. */
export function sha256(content: Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

/** CRC-32 of a file's lines without their ends, as a signed number: what Flyway keeps, the same for LF and CRLF. */
export function lineChecksum(text: string): string {
  const encoder = new TextEncoder();
  let crc = 0xffffffff;
  for (const line of text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/)) {
    for (const byte of encoder.encode(line)) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0);
  }
  return String((crc ^ 0xffffffff) | 0);
}

/** https://www.rfc-editor.org/rfc/rfc1952#section-8 */
const TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});
