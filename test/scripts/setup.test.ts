import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const SETUP = fileURLToPath(new URL("../../scripts/setup.mjs", import.meta.url));
/** Stands in for npm: does what `npm ci` does to a folder, and says how it was called. */
const NPM = '#!/bin/sh\necho "npm $*" >&2\nrm -rf node_modules/*\n';

let root: string;
let packages: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), "plumbline-setup-")));
  packages = join(root, "clone/node_modules");
  for (const folder of ["clone/scripts", "bin"]) mkdirSync(join(root, folder), { recursive: true });
  cpSync(SETUP, join(root, "clone/scripts/setup.mjs"));
  writeFileSync(join(root, "clone/package-lock.json"), "{}");
  writeFileSync(join(root, "bin/npm"), NPM, { mode: 0o755 });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function setup() {
  const env = { PATH: `${join(root, "bin")}:${process.env.PATH}` };
  const { status, stderr } = spawnSync(process.execPath, [join(root, "clone/scripts/setup.mjs")], {
    env,
    encoding: "utf8",
  });
  return { status, stderr };
}

/** A folder of packages that was filled so many seconds after the lock file was written. */
function fill(folder: string, secondsAfter: number): void {
  mkdirSync(join(folder, "pg"), { recursive: true });
  writeFileSync(join(folder, ".package-lock.json"), "{}");
  const at = Date.now() / 1000 + secondsAfter;
  utimesSync(join(folder, ".package-lock.json"), at, at);
}

test("what is missing or older than the lock file is installed, and nothing else", () => {
  const command = "npm ci --include=dev --include=optional --loglevel=error --no-audit --no-fund\n";
  expect(setup()).toStrictEqual({ status: 0, stderr: expect.stringContaining(command) });

  fill(packages, -60);
  expect(setup()).toStrictEqual({ status: 0, stderr: expect.stringContaining(command) });

  fill(packages, 60);
  expect(setup()).toStrictEqual({ status: 0, stderr: "" });
});

test("nothing is installed through a link, which would empty somebody else's folder; as it is it may be used", () => {
  const others = join(root, "others/node_modules");
  fill(others, -60);
  symlinkSync(others, packages);

  expect(setup()).toStrictEqual({
    status: 1,
    stderr: `plumbline: node_modules is a symbolic link to ${others}, and what is installed there is missing, or older than package-lock.json here. Installing through the link would empty that folder. Remove the link and try again, or run npm ci in the folder that it leads to.\n`,
  });
  expect(existsSync(join(others, "pg"))).toBe(true);

  fill(others, 60);
  expect(setup()).toStrictEqual({ status: 0, stderr: "" });
});

test("a link that leads nowhere is told as such", () => {
  symlinkSync(join(root, "nowhere"), packages);

  expect(setup()).toMatchObject({ status: 1, stderr: expect.stringContaining("to a folder that is not there") });
});
