import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isPdfResult, type PdfResult } from "./compile.ts";

/** A process that compiles one document at a time. */
export type Compiler = {
  pid: number | undefined;
  /** Throws where the process ends before it answers. */
  compile: (data: string) => Promise<PdfResult>;
  /** Lets this process end while the other one is idle. */
  rest: () => void;
  /** Ends the process at once, whatever it does. */
  end: () => void;
};

/** Of JavaScript alone; what the compiler itself takes is watched from outside. */
const HEAP = "--max-old-space-size=256";
/** What the process may know of this one's environment: where fonts are, nothing else. */
const VARIABLES = ["TYPST_FONT_PATHS", "PATH", "HOME", "LANG", "SystemRoot"];

/** Starts the process. It ends with this one. */
export function startCompiler(): Compiler {
  const known = VARIABLES.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  const child = fork(fileURLToPath(new URL("./compile-process.ts", import.meta.url)), {
    execArgv: [...process.execArgv, HEAP],
    env: Object.fromEntries(known),
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  const rest = () => {
    child.unref();
    child.channel?.unref();
  };
  const kill = () => {
    process.off("exit", kill);
    child.kill("SIGKILL");
  };
  process.on("exit", kill);
  child.on("exit", () => process.off("exit", kill));
  rest();
  return {
    pid: child.pid,
    rest,
    end: kill,
    compile: (data) =>
      new Promise((resolve, reject) => {
        child.ref();
        child.channel?.ref();
        const done = () => {
          child.off("message", answered);
          child.off("exit", ended);
          child.off("error", failed);
        };
        const answered = (message: unknown) => {
          done();
          if (isPdfResult(message)) resolve(message);
          else reject(new Error("its process answered something else"));
        };
        const ended = (code: number | null, signal: string | null) => {
          done();
          reject(new Error(`its process ended (${signal ?? `exit code ${code}`})`));
        };
        const failed = (error: Error) => {
          done();
          reject(error);
        };
        child.on("message", answered);
        child.on("exit", ended);
        child.on("error", failed);
        child.send({ data }, (error) => {
          if (error !== null) failed(error);
        });
      }),
  };
}
