import { spawn } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync } from "node:fs";

/** What a program took: seconds on the clock, seconds of processor (its children included), highest memory in MB. */
export type Usage = { wall: number; cpu: number; rssMb: number; stdout: string };

const POLL_MS = 20;

/** Runs a Node program to its end, with `input` as its standard input. Rejects with its stderr when it fails. */
export async function measure(args: string[], input: string | undefined, keepsOutput = true): Promise<Usage> {
  const stdin = input === undefined ? ("ignore" as const) : openSync(input, "r");
  const startedAt = performance.now();
  // bash's `time` counts what the program and all that it waited for took.
  const script = 'TIMEFORMAT="%U %S"; time "$@"';
  const child = spawn("bash", ["-c", script, "time", process.execPath, ...args], {
    stdio: [stdin, keepsOutput ? "pipe" : openSync("/dev/null", "w"), "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (chunk) => (stdout += chunk));
  child.stderr?.on("data", (chunk) => (stderr += chunk));
  let rssMb = 0;
  const poll = setInterval(() => (rssMb = Math.max(rssMb, peakOfChildren(child.pid ?? 0))), POLL_MS);
  const code = await new Promise((resolve) => child.once("close", resolve));
  clearInterval(poll);
  if (typeof stdin === "number") closeSync(stdin);
  if (code !== 0) throw new Error(`${args.join(" ")} failed: ${stderr.slice(-2000)}`);
  const [user = 0, system = 0] = (stderr.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
  return { wall: (performance.now() - startedAt) / 1000, cpu: user + system, rssMb, stdout };
}

/** Highest resident memory in MB of the direct children of a process, where /proc says it; else 0. */
function peakOfChildren(parent: number): number {
  try {
    const children = readFileSync(`/proc/${parent}/task/${parent}/children`, "utf8").trim().split(" ");
    const peaks = children.map((pid) => /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "0");
    return Math.max(...peaks.map(Number)) / 1024;
  } catch {
    return 0;
  }
}

/** Processor seconds so far of a process, its living children and those it outlived, where /proc says it; else 0. */
export function cpuOfTree(root: number): number {
  let ticks = 0;
  try {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const fields = stat
        .slice(stat.lastIndexOf(")") + 2)
        .split(" ")
        .map(Number);
      const [, parent, user = 0, system = 0, childUser = 0, childSystem = 0] = [0, fields[1], ...fields.slice(11, 15)];
      if (Number(pid) === root) ticks += user + system + childUser + childSystem;
      else if (parent === root) ticks += user + system;
    }
  } catch {
    // A process that ended meanwhile is counted by its parent.
  }
  return ticks / 100;
}

/** Processor seconds so far of a process and all that came of it, whoever ended it meanwhile, where /proc says it; else 0. */
export function cpuWithDescendants(root: number): number {
  const processes = new Map<number, { parent: number; ticks: number }>();
  for (const name of readdirSync("/proc").filter((each) => /^\d+$/.test(each))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const ticks = fields.slice(11, 15).reduce((sum, each) => sum + Number(each), 0);
      processes.set(Number(name), { parent: Number(fields[1]), ticks });
    } catch {
      // It ended meanwhile and is counted by its parent.
    }
  }
  const isOfRoot = (pid: number): boolean => pid === root || (pid > 1 && isOfRoot(processes.get(pid)?.parent ?? 0));
  return [...processes].reduce((sum, [pid, { ticks }]) => (isOfRoot(pid) ? sum + ticks : sum), 0) / 100;
}

/** Highest resident memory of a process in MB so far, where /proc says it; else 0. */
export function peakMb(pid: number): number {
  try {
    return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[(values.length - 1) >> 1] ?? Number.NaN;
}

/** The value that a share of all lies at or below. */
export function quantile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
