import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const PROJECT = fileURLToPath(new URL("..", import.meta.url));
const LONG_AGO = new Date("2020-01-01T00:00:00Z");

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "plumbline-joined-")));
  for (const name of ["quick-start.mjs", "joined.ts", "join-modules.ts"]) {
    cpSync(join(PROJECT, "server", name), join(root, "server", name));
  }
  mkdirSync(join(root, "node_modules"));
  symlinkSync(join(PROJECT, "node_modules/vite"), join(root, "node_modules/vite"));
  write("package.json", '{"type":"module"}');
  write("shared/word.ts", 'export const word: string = "first";\n');
  write(
    "server/one.ts",
    `import { basename } from "node:path";
import { word } from "../shared/word.ts";
export const say = (): string => \`\${basename("/a/said")} \${word} by \${new Error().stack?.match(/one\\.ts(?:\\.joined)?/)?.[0]}\`;
`,
  );
  write(
    "server/start.mjs",
    `import "./quick-start.mjs";
const { joined } = await import("./joined.ts");
const tryOut = async ({ say }) => console.log("tried", say());
const { say } = await joined({ path: "server/one.ts", load: () => import("./one.ts"), tryOut });
console.log(say());
`,
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function start(): string[] {
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, "server/start.mjs")], { encoding: "utf8" });
  return `${stdout}${stderr}`.trim().split("\n");
}

/** The scripts that are kept. */
function kept(): string[] {
  const names = readdirSync(join(root, "node_modules/.cache/plumbline"), { recursive: true, encoding: "utf8" });
  return names.flatMap((name) => /[^/]*\.joined.*$/.exec(name)?.[0] ?? []);
}

test("the first start joins the modules and tries them out, the next one reads back", () => {
  expect(start()).toStrictEqual(["tried said first by one.ts.joined", "said first by one.ts.joined"]);
  expect(kept()).toStrictEqual(["server.one.ts.joined"]);
  expect(start()).toStrictEqual(["said first by one.ts.joined"]);
});

test("a module that changed is joined again, even where its size and its time of change are said to be the same", () => {
  utimesSync(join(root, "shared/word.ts"), LONG_AGO, LONG_AGO);
  start();
  write("shared/word.ts", 'export const word: string = "other";\n');
  utimesSync(join(root, "shared/word.ts"), LONG_AGO, LONG_AGO);

  expect(start()).toStrictEqual(["tried said other by one.ts.joined", "said other by one.ts.joined"]);
  expect(start()).toStrictEqual(["said other by one.ts.joined"]);
});

test.each([
  ["a folder that can't be written", () => write("node_modules/.cache", "a file where the folder would be")],
  ["a missing package", () => rmSync(join(root, "node_modules/vite"))],
  [
    "an import while the script runs",
    () => write("server/one.ts", 'await import("node:os");\nexport const say = () => "said first by one.ts";\n'),
  ],
])("with %s the module is loaded as it is", (_, spoil) => {
  spoil();

  expect(start()).toStrictEqual(["said first by one.ts"]);
});

test("a kept script that is broken off is made again", () => {
  start();
  const [folder = ""] = readdirSync(join(root, "node_modules/.cache/plumbline"));
  write(`node_modules/.cache/plumbline/${folder}/server.one.ts.joined`, '{"files":[');

  expect(start()).toStrictEqual(["tried said first by one.ts.joined", "said first by one.ts.joined"]);
});
