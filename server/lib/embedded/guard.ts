import { type ChildProcess, spawn } from "node:child_process";

/**
 * A shell whose standard input ends when this process does, `kill -9` included; it then stops the server of this process id and removes
 * its directories. Where there is no shell (Windows), nothing does.
 */
export function guardServer(pid: number, directories: readonly string[]): ChildProcess {
  const script = 'cat >/dev/null; p=$1; shift; kill -QUIT "$p" 2>/dev/null; sleep 1; rm -rf -- "$@"';
  const guard = spawn("/bin/sh", ["-c", script, "guard", String(pid), ...directories], {
    cwd: "/",
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guard.on("error", () => undefined);
  guard.unref();
  const { stdin } = guard;
  if (stdin !== null && "unref" in stdin && typeof stdin.unref === "function") stdin.unref();
  return guard;
}
