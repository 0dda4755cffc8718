import { Readable, Writable } from "node:stream";
import { runCli } from "../../server/cli.ts";

export type Ran = { code: number; stdout: string; stderr: string };

/** Runs `plumbline ARGS` in this process, with what it reads and what it prints as text. */
export async function run(
  args: string[],
  options: { stdin?: string | Buffer; env?: Record<string, string> } = {},
): Promise<Ran> {
  const [stdout, stderr] = [collect(), collect()];
  const code = await runCli(args, {
    stdin: Readable.from([Buffer.from(options.stdin ?? "")]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    env: options.env ?? {},
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collect(): { stream: Writable; text: () => string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(Buffer.from(chunk));
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString("utf8") };
}
