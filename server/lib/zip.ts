import { crc32, deflateRawSync } from "node:zlib";

/** MS-DOS date and time of 1980-01-01 00:00:00, the earliest there is: archives do not depend on the clock. */
const DOS_DATE = 0x21;
const VERSION = 20;
const UTF8_NAMES = 0x0800;
const DEFLATE = 8;
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;

/**
 * A ZIP archive of the files, in their order. Equal files give equal bytes. For fewer than 65,536 files and 4 GiB in all.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function zip(files: readonly (readonly [path: string, content: string | Uint8Array])[]): Uint8Array {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of files) {
    const name = Buffer.from(path, "utf8");
    const plain = Buffer.from(content);
    const packed = deflateRawSync(plain, { level: 9 });
    const about = fields([
      [VERSION, 2],
      [UTF8_NAMES, 2],
      [DEFLATE, 2],
      [0, 2],
      [DOS_DATE, 2],
      [crc32(plain), 4],
      [packed.length, 4],
      [plain.length, 4],
      [name.length, 2],
      [0, 2],
    ]);
    const local = Buffer.concat([fields([[LOCAL, 4]]), about, name, packed]);
    locals.push(local);
    centrals.push(
      Buffer.concat([
        fields([
          [CENTRAL, 4],
          [VERSION, 2],
        ]),
        about,
        fields([
          [0, 2],
          [0, 2],
          [0, 2],
          [0, 4],
          [offset, 4],
        ]),
        name,
      ]),
    );
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const counts: Field[] = [
    [files.length, 2],
    [files.length, 2],
  ];
  const end = fields([[END, 4], [0, 2], [0, 2], ...counts, [directory.length, 4], [offset, 4], [0, 2]]);
  return Buffer.concat([...locals, directory, end]);
}

type Field = [value: number, bytes: 2 | 4];

/** Little-endian numbers, one after the other. */
function fields(values: readonly Field[]): Buffer {
  const buffer = Buffer.alloc(values.reduce((sum, [, bytes]) => sum + bytes, 0));
  let at = 0;
  for (const [value, bytes] of values) at = buffer.writeUIntLE(value >>> 0, at, bytes);
  return buffer;
}
