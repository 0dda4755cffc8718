import type { Command } from "../cli.ts";
import { serve as runServer } from "../serve.ts";

/** `plumbline serve`: what `npm start` runs. Goes on until Ctrl-C or SIGTERM, which end the process with its own code. */
export const serve: Command = async (args) => {
  runServer(args);
  return Number(process.exitCode ?? 0);
};
