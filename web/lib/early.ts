/** Answers that were asked for before anybody needed them, by address; each is taken once. */
const early = new Map<string, Promise<Response>>();

/** Asks for an address already, as `data/http.ts` would. */
export function askEarly(address: string): void {
  const answer = fetch(address, { headers: { accept: "application/json" } });
  // Whoever takes it hears of a failure; where nobody does, there is nothing to tell.
  answer.catch(() => undefined);
  early.set(address, answer);
}

/** What was asked for early at this address; undefined where nothing was, or it is taken. */
export function takeEarly(address: string): Promise<Response> | undefined {
  const answer = early.get(address);
  early.delete(address);
  return answer;
}
