/** An alert of another system that opened or closed. */
export type Alert = {
  /** Known by this and its state: told again, it is the same. */
  id: string;
  /** Milliseconds since 1970. */
  at: number;
  /** A sentence in the past tense. */
  statement: string;
  /** The Google Cloud project, else the name of the environment; `""` where it states neither. */
  project: string;
  /** The monitored resource, in the words of Cloud Logging. */
  resource: { type: string; labels: Record<string, string> };
};
