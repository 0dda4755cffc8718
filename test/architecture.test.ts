import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** Values in, values out: clock, ids and randomness are arguments. */
const PURE_ROOMS = [
  "normalize",
  "group",
  "detect",
  "correlate",
  "checks",
  "causes",
  "explain",
  "remediate",
  "report",
  "notify",
  "redact",
  "migrations",
];
const IO_ROOMS = ["sources", "inspect", "deliver", "store", "api", "access", "sample"];
const ROOMS = [...PURE_ROOMS, ...IO_ROOMS];

/** Modules without I/O, clock or chance; `createHash` of crypto is a function of its input. */
const PURE_MODULES =
  /^(node:(crypto|path|path\/posix|url|util|buffer|string_decoder|assert)|zod|re2js|@lezer\/[\w-]+)$/;
const IMPURE =
  /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.|\bperformance\.now\(|\brandom(?:UUID|Bytes)\b|\bfetch\(|\bset(?:Timeout|Interval)\(/;

type Source = { path: string; text: string; imports: { target: string; isType: boolean }[] };

function sourcesIn(folder: string): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name) && !/node_modules|dist/.test(entry.parentPath),
    )
    .map((entry) => {
      const path = relative(ROOT, join(entry.parentPath, entry.name));
      const text = readFileSync(join(ROOT, path), "utf8");
      return { path, text, imports: importsOf(path, text) };
    });
}

/** Imported modules: packages as they are named, own files as paths from the root. */
function importsOf(path: string, text: string): Source["imports"] {
  const found = [
    ...text.matchAll(/(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"|\bimport\("([^"]+)"\)/g),
  ];
  return found.map(([, type, named = "", dynamic = ""]) => {
    const target = named || dynamic;
    return {
      target: target.startsWith(".") ? normalize(join(dirname(path), target)) : target,
      isType: type !== undefined,
    };
  });
}

function roomOf(path: string): string | undefined {
  const [top, room] = path.split("/");
  return top === "server" && room !== undefined && ROOMS.includes(room) ? room : undefined;
}

const server = sourcesIn("server");
const shared = sourcesIn("shared");
const web = sourcesIn("web");

describe("the rooms keep their distance", () => {
  test("shared/ imports nothing but zod and itself", () => {
    const wrong = shared.flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => target !== "zod" && !target.startsWith("shared/"))
        .map(({ target }) => `${path} imports ${target}: move what needs it into a room`),
    );
    expect(wrong).toEqual([]);
  });

  test("web/ imports shared/ alone of our own code", () => {
    const wrong = web.flatMap(({ path, imports }) =>
      imports
        .filter(({ target }) => /^(server|test|scripts)\//.test(target))
        .map(({ target }) => `${path} imports ${target}: ask the API instead, or move the type to shared/`),
    );
    expect(wrong).toEqual([]);
  });

  test("server/lib imports shared/ and itself alone of our own code", () => {
    const wrong = server
      .filter(({ path }) => path.startsWith("server/lib/"))
      .flatMap(({ path, imports }) =>
        imports
          .filter(({ target }) => target.startsWith("server/") && !target.startsWith("server/lib/"))
          .map(({ target }) => `${path} imports ${target}: lib knows nothing of incidents`),
      );
    expect(wrong).toEqual([]);
  });

  test("no room imports another; they meet in server/*.ts and server/commands", () => {
    const wrong = server.flatMap(({ path, imports }) => {
      const room = roomOf(path);
      if (room === undefined) return [];
      return imports
        .filter(
          ({ target }) =>
            target.startsWith("server/") && !target.startsWith(`server/${room}/`) && !isAllowed(room, target),
        )
        .map(({ target }) => `${path} imports ${target}: pass what it gives as an argument, from server/*.ts`);
    });
    expect(wrong).toEqual([]);
  });

  test("a pure room imports no I/O and reads no clock, chance or environment", () => {
    const wrong = server.flatMap(({ path, text, imports }) => {
      const room = roomOf(path);
      if (room === undefined || !PURE_ROOMS.includes(room)) return [];
      const modules = imports
        .filter(({ target, isType }) => !isType && !/^(server|shared)\//.test(target) && !PURE_MODULES.test(target))
        .map(({ target }) => `${path} imports ${target}: ${room} is pure; do this in an I/O room and pass the result`);
      const calls = withoutComments(text)
        .split("\n")
        .filter((line) => IMPURE.test(line))
        .map((line) => `${path}: “${line.trim().slice(0, 80)}”: ${room} is pure; take the value as an argument`);
      return [...modules, ...calls];
    });
    expect(wrong).toEqual([]);
  });

  test("the test sees the rooms: each folder under server/ is a room, lib or commands", () => {
    const folders = readdirSync(join(ROOT, "server"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const unknown = folders.map(({ name }) => name).filter((name) => ![...ROOMS, "lib", "commands"].includes(name));
    expect(unknown, "name a new room in test/architecture.test.ts, as pure or I/O").toEqual([]);
    expect(server.flatMap(({ imports }) => imports).length).toBeGreaterThan(200);
  });
});

/** I/O rooms share lib; the API may read the store. */
function isAllowed(room: string, target: string): boolean {
  if (!IO_ROOMS.includes(room)) return false;
  return target.startsWith("server/lib/") || (room === "api" && target.startsWith("server/store/"));
}

/** Comments and what stands in quotes say what they like. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(^|[^:"'`\\])\/\/.*$/gm, "$1")
    .replace(/"(?:[^"\\\n]|\\.)*"/g, '""')
    .replace(/`(?:[^`\\]|\\.)*`/g, "``");
}
