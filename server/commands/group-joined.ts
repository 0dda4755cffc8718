import { Readable, Writable } from "node:stream";
import { type Joinable, joined } from "../joined.ts";

type GroupStream = typeof import("./group-stream.ts");

const GROUP_STREAM: Joinable<GroupStream> = {
  path: "server/commands/group-stream.ts",
  load: () => import("./group-stream.ts"),
  tryOut,
};

/** What groups a stream, joined: the start of its hundred and forty modules was a tenth of what grouping 100 MB takes. */
export const groupJoined = (): Promise<GroupStream> => joined(GROUP_STREAM);

/** Groups the day of the sample, and an example of each sign of every failure. */
async function tryOut({ groupStream }: GroupStream): Promise<void> {
  const [{ sampleEntries }, { CAUSES }, { HOUR }] = await Promise.all([
    import("../sample/entries.ts"),
    import("../causes/index.ts"),
    import("../../shared/time.ts"),
  ]);
  const examples = CAUSES.flatMap(({ signs }) => signs.map(({ example }) => ({ textPayload: example })));
  const lines = [...sampleEntries(0, 12 * HOUR, 24 * HOUR), ...examples].map((entry) => `${JSON.stringify(entry)}\n`);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  await groupStream(Readable.from([Buffer.from(lines.join(""))]), nowhere, nowhere);
}
