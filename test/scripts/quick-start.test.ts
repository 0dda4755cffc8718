import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const QUICK_START = fileURLToPath(new URL("../../server/quick-start.mjs", import.meta.url));

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "plumbline-quick-")));
  write("server/start.mjs", 'import "./quick-start.mjs";\nawait import("./one.ts");\n');
  cpSync(QUICK_START, join(root, "server/quick-start.mjs"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function start() {
  const env = { ...process.env, NODE_DEBUG_NATIVE: "COMPILE_CACHE" };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "server/start.mjs")], {
    env,
    encoding: "utf8",
  });
  const isReadBack = /V8 code cache for ESM file:\/\/\S*one\.ts was accepted/.test(stdout + stderr);
  return { status, said: stdout.match(/^said .*$/m)?.[0], isReadBack, stderr };
}

test("own modules are found by their relative paths, packages and files of packages as ever, and a second start reads back", () => {
  write("node_modules/far/package.json", '{"name":"far","type":"module","exports":"./index.js"}');
  write("node_modules/far/index.js", 'export { far } from "./deep/far.js";\n');
  write("node_modules/far/deep/far.js", 'export const far = "far";\n');
  write("shared/two.ts", "export type Two = 2;\nexport const made = { at: performance.now() };\n");
  write("server/lib/three.ts", 'import { made, type Two } from "../../shared/two.ts";\nexport { made, type Two };\n');
  write(
    "server/one.ts",
    `import { far } from "far";
import { made as other } from "./lib/three.ts";
import { made } from "../shared/two.ts";
console.log("said", far, made === other, import.meta.url);
`,
  );
  const said = `said far true file://${root}/server/one.ts`;

  expect(start()).toMatchObject({ status: 0, said, isReadBack: false });
  expect(existsSync(join(root, "node_modules/.cache/plumbline"))).toBe(true);
  expect(start()).toMatchObject({ status: 0, said, isReadBack: true });
});

test("a module that is not there is named with its path", () => {
  write("server/one.ts", 'import "./lib/gone.ts";\n');

  expect(start()).toMatchObject({ status: 1, stderr: expect.stringContaining(join(root, "server/lib/gone.ts")) });
});

test("a folder that can't be written is no fault", () => {
  write("node_modules/.cache", "a file where the folder would be");
  write("server/one.ts", 'console.log("said", 1);\n');

  expect(start()).toMatchObject({ status: 0, said: "said 1" });
});
