import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Chinese, Japanese and Korean: folders of OpenType fonts. */
const EAST_ASIAN = ["@embedpdf/fonts-sc", "@embedpdf/fonts-kr"];
/** Scripts that the compiler's own fonts lack, and the part of a file's name that tells the script; emoji are in several files. */
const RARE = [
  ["noto-emoji", "noto-emoji-"],
  ["noto-sans-thai", "-thai-thai-"],
  ["noto-sans-tamil", "-tamil-tamil-"],
  ["noto-sans-bengali", "-bengali-bengali-"],
] as const;

/** Folders of fonts that each document may need: those of `TYPST_FONT_PATHS`, and of the packages that are installed. */
export function fontFolders(): string[] {
  const given = (process.env.TYPST_FONT_PATHS ?? "").split(":").filter((path) => path !== "");
  return [...given, ...EAST_ASIAN.flatMap((name) => folderOf(name, "../fonts/"))];
}

/** Fonts of emoji and of rarer scripts, as OpenType, of the packages that are installed; none where nothing unpacks them. */
export async function rareFonts(): Promise<Buffer[]> {
  const unpack = await unpacker();
  if (unpack === undefined) return [];
  const fonts: Buffer[] = [];
  for (const file of RARE.flatMap(filesOf)) fonts.push(Buffer.from(await unpack(readFileSync(file))));
  return fonts;
}

async function unpacker() {
  try {
    return (await import("woff2-encoder/decompress")).default;
  } catch {
    return undefined;
  }
}

function filesOf([name, part]: (typeof RARE)[number]): string[] {
  return folderOf(`@fontsource-variable/${name}`, "files/").flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.includes(part) && file.endsWith("-wght-normal.woff2"))
      .sort()
      .map((file) => `${folder}${file}`),
  );
}

/** A folder beside the main file of a package; none where it is not installed. */
function folderOf(name: string, folder: string): string[] {
  try {
    return [fileURLToPath(new URL(folder, import.meta.resolve(name)))];
  } catch {
    return [];
  }
}
