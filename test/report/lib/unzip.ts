import { inflateRawSync } from "node:zlib";

/** The files of an archive by the directory at its end, in order, as text. Throws where a length is not what the directory says. */
export function unzip(bytes: Uint8Array): Map<string, string> {
  const buffer = Buffer.from(bytes);
  const end = buffer.length - 22;
  if (buffer.readUInt32LE(end) !== 0x06054b50) throw new Error("the archive has no directory at its end");
  const files = new Map<string, string>();
  let at = buffer.readUInt32LE(end + 16);
  for (let i = 0; i < buffer.readUInt16LE(end + 10); i += 1) {
    const [packed, plain, local] = [20, 24, 42].map((offset) => buffer.readUInt32LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const nameLength = buffer.readUInt16LE(at + 28);
    const name = buffer.toString("utf8", at + 46, at + 46 + nameLength);
    const start = local + 30 + buffer.readUInt16LE(local + 26) + buffer.readUInt16LE(local + 28);
    const content = inflateRawSync(buffer.subarray(start, start + packed));
    if (content.length !== plain) throw new Error(`${name} is ${content.length} bytes, not ${plain}`);
    files.set(name, content.toString("utf8"));
    at += 46 + nameLength;
  }
  return files;
}
