import type { Recognizable } from "../../server/causes/recognize.ts";

/** An event as the reader gives it for a plain text; name what matters. */
export function event(text: string, more: Partial<Recognizable> = {}): Recognizable {
  return {
    message: text,
    text,
    exceptions: [],
    origin: "app",
    isBoot: false,
    kind: "message",
    severity: "ERROR",
    ...more,
  };
}

/** A sign's example as an event: exception signs get the type in front of the colon. */
export function eventOfExample(example: string, sqlstate?: string): Recognizable {
  const type = /^([\w.$]+(?:::\w+)*)(?:: | \(|$)/.exec(example)?.[1];
  const link = { type: type ?? "", message: example.slice((type ?? "").length + 2), frames: [] };
  return event(example, {
    exceptions: type === undefined ? [] : [link],
    ...(sqlstate === undefined ? {} : { sqlstate }),
  });
}
