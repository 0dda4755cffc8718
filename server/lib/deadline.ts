/** Work that did not end by its deadline. */
export class DeadlinePassed extends Error {
  override readonly name = "DeadlinePassed";

  constructor() {
    super("timeout expired");
  }
}

/** What `work` gives, unless the deadline (milliseconds since 1970) passes first. */
export async function before<T>(deadline: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DeadlinePassed()), Math.max(deadline - Date.now(), 0));
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    // What loses the race may still fail; nobody waits for it any more.
    work.catch(() => undefined);
  }
}
