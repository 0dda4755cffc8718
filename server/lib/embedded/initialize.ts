import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../errors.ts";
import { embeddedFailure } from "./failure.ts";
import type { Place } from "./place.ts";

/** The superuser of the embedded server, and the name of the database made in it. */
export const EMBEDDED_NAME = "plumbline";
const MAJOR_VERSION = "18";

/**
 * Makes the cluster in `place` where there is none, and gives its password. An initdb that was interrupted leaves
 * nothing behind that counts, and `signal` interrupts it. Throws a PlumblineError where the data is of another version or its password is lost.
 */
export async function initializeCluster(place: Place, durable: boolean, signal?: AbortSignal): Promise<string> {
  const data = join(place.directory, "data");
  const passwordFile = join(place.directory, "password");
  if (!existsSync(join(data, "PG_VERSION"))) await makeCluster(place, data, passwordFile, durable, signal);
  checkVersion(data);
  return readPassword(passwordFile, place.directory);
}

async function makeCluster(
  place: Place,
  data: string,
  passwordFile: string,
  durable: boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  const fresh = `${data}.new`;
  rmSync(fresh, { recursive: true, force: true });
  writeFileSync(passwordFile, randomBytes(24).toString("hex"), { mode: 0o600 });
  chmodSync(passwordFile, 0o600);
  if (place.account.uid !== undefined) chownSync(passwordFile, place.account.uid, place.account.gid);
  await runInitdb(place, fresh, passwordFile, durable, signal);
  renameSync(fresh, data);
}

/** The built-in locale needs nothing of the system; C messages keep the log in one language. */
function runInitdb(
  place: Place,
  data: string,
  passwordFile: string,
  durable: boolean,
  signal: AbortSignal | undefined,
): Promise<void> {
  const args = [
    ["-D", data, "-U", EMBEDDED_NAME, `--pwfile=${passwordFile}`, "--auth=scram-sha-256", "--encoding=UTF8"],
    ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"],
    durable ? [] : ["--no-sync"],
  ].flat();
  return new Promise((resolve, reject) => {
    const options = { ...place.account, cwd: "/", env: { ...process.env, LC_ALL: "C" } };
    const child = spawn(join(place.native, "bin", "initdb"), args, { ...options, stdio: ["ignore", "ignore", "pipe"] });
    const interrupt = () => void child.kill("SIGINT");
    signal?.addEventListener("abort", interrupt, { once: true });
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    child.on("error", (error) => reject(embeddedFailure(`initdb did not run (${messageOf(error)}); try again`, error)));
    child.on("close", (code) => {
      signal?.removeEventListener("abort", interrupt);
      if (code === 0) return resolve();
      reject(embeddedFailure(`initdb failed in ${data} (${errors.trim() || `exit code ${code}`}); mend that`));
    });
  });
}

function checkVersion(data: string): void {
  const version = readFileSync(join(data, "PG_VERSION"), "utf8").trim();
  if (version === MAJOR_VERSION) return;
  throw embeddedFailure(`${data} was made by PostgreSQL ${version}, this is ${MAJOR_VERSION}; move it away`);
}

function readPassword(passwordFile: string, directory: string): string {
  try {
    return readFileSync(passwordFile, "utf8").trim();
  } catch (error) {
    const problem = `the password in ${passwordFile} cannot be read (${messageOf(error)}); restore it, or delete ${directory} to begin afresh`;
    throw embeddedFailure(problem, error);
  }
}
