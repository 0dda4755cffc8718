import type { ExceptionLink } from "../../shared/events.ts";
import { endOfStack, knownStarts } from "../../shared/stack-start.ts";
import { MAX_LINKS } from "./exceptions/frames.ts";
import { closedTraceback, type OpenTraceback, openTraceback } from "./exceptions/python.ts";
import { MAX_EVENT_TEXT } from "./text/clean.ts";
import { mayTellFacts } from "./text/database-facts.ts";

/** The start of a text that ends in a stack seen before; its lines tell nothing that `databaseFacts` looks for. */
export type KnownStack = { number: number; start: string; traceback: OpenTraceback };

/** The stack that a text begins with, and the place where the text goes on; undefined where it has to be read as a whole. */
export function knownStackIn(text: string): { stack: KnownStack; end: number } | undefined {
  if (text.length > MAX_EVENT_TEXT) return undefined;
  const end = endOfStack(text);
  const stack = STACKS(text, end);
  return stack === undefined ? undefined : { stack, end };
}

/** The chain that a text prints that goes on with `rest` behind a stack: what `parseExceptions` says of the whole; else undefined. */
export function exceptionsBehind(stack: KnownStack, rest: string): ExceptionLink[] | undefined {
  return closedTraceback(stack.traceback, rest)?.slice(0, MAX_LINKS);
}

const STACKS = createStacks();

function createStacks(): (text: string, end: number) => KnownStack | undefined {
  let count = 0;
  return knownStarts((start) => {
    const traceback = mayTellFacts(start) ? undefined : openTraceback(start);
    count += 1;
    return traceback === undefined ? undefined : { number: count, start, traceback };
  });
}
