/** Takes lines that it understands by itself, so that they need not be parsed. */
export type LineTaker = {
  /** Whether the bytes of lines that were taken are looked at later: else they may be overwritten by the next. */
  keepsBytes: boolean;
  /** Told of the bytes before lines of them are offered. */
  start: (data: Buffer) => void;
  /** Whether the line from `from` to `to` in these bytes was taken: one JSON object, as far as its braces tell. */
  take: (from: number, to: number, line: number) => boolean;
};
