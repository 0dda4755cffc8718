import { readFileSync } from "node:fs";
import type { Pool } from "pg";

/** Ticks of a second in /proc. */
const TICKS = 100;

/** Seconds that the sessions of a PostgreSQL on this machine ran so far: unlike times of the clock, the same on a busy machine. */
export async function sessionSeconds(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ pid: number }>(
    "select pid from pg_stat_activity where backend_type in ('client backend', 'parallel worker')",
  );
  return rows.reduce((sum, { pid }) => sum + secondsOf(pid), 0);
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html; 0 on other systems, and for one that ended. */
function secondsOf(pid: number): number {
  try {
    const [, fields = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
    const [utime = 0, stime = 0] = fields.split(" ").slice(11, 13).map(Number);
    return (utime + stime) / TICKS;
  } catch {
    return 0;
  }
}
