import { channel } from "node:diagnostics_channel";

/**
 * What it takes to store what a program sent, in order: `body` until it is here, `wait` until its batch begins, `read` of its lines,
 * `look` for their keys, `facts` that are new in them, `session` until there is one of the database, `keys` and what there is of their
 * groups, `write` until it is committed, `answer` until that is sent. The first two and the last are of a body, the others of a batch.
 */
export const STAGES = ["body", "wait", "read", "look", "facts", "session", "keys", "write", "answer"] as const;
export type Stage = (typeof STAGES)[number];

/** How long one stage took once, milliseconds. */
export type StageTime = { stage: Stage; ms: number };

/** Tells that a stage ended. */
export type StageClock = (ended: Stage) => void;

/** For who measures inside this process: nobody listens in an ordinary run, and then nothing is measured. */
export const STAGE_CHANNEL = "plumbline.stage";

const stages = channel(STAGE_CHANNEL);

/** Tells on the channel, each time it is called, how long it took since the last time; the first time since now. */
export function stageClock(): StageClock {
  if (!stages.hasSubscribers) return notMeasured;
  let before = performance.now();
  return (stage) => {
    const now = performance.now();
    const time: StageTime = { stage, ms: now - before };
    stages.publish(time);
    before = now;
  };
}

function notMeasured(): void {
  // Nobody listens.
}

/** Whether what comes over the channel is one. */
export function isStageTime(message: unknown): message is StageTime {
  return typeof message === "object" && message !== null && "stage" in message && "ms" in message;
}
