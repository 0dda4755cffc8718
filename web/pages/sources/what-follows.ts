const PUSHED = ["http", "pubsub", "otlp", "alerts"];

/** What a pause of a source means for its entries, and what becomes of them when it is resumed. */
export function whatFollows(kind: string): string {
  if (PUSHED.includes(kind)) {
    return "Whoever sends is answered 503 with Retry-After, and nothing of it is stored. Senders that try again lose nothing.";
  }
  if (kind === "cloud-logging") {
    return "Once resumed it goes on at its cursor and reads what came meanwhile; Cloud Logging keeps entries for 30 days.";
  }
  return "Once resumed it goes on with what its files hold then.";
}
