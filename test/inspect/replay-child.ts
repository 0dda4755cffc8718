// Starts a scratch server, tells where it is, and runs a statement without end.
import { readFileSync } from "node:fs";
import { createScratchDatabase } from "../../server/inspect/replay/scratch-database.ts";
import { startScratchServer } from "../../server/inspect/replay/scratch-server.ts";

const server = await startScratchServer();
const scratch = await createScratchDatabase(server.adminUrl, { name: undefined, schemas: [], extensions: [] });
const { rows } = await scratch.admin.query("show data_directory");
const data: string = rows[0].data_directory;
const [pid] = readFileSync(`${data}/postmaster.pid`, "utf8").split("\n");
process.stdout.write(`${JSON.stringify({ place: data.replace(/\/postgres\/data$/, ""), pid: Number(pid) })}\n`);
await scratch.admin.query("do $$ begin loop end loop; end $$");
