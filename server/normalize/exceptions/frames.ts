import type { ExceptionLink, Frame } from "../../../shared/events.ts";

/** How much of a chain is kept: enough for any real one. */
export const MAX_LINKS = 20;
const MAX_FRAMES = 100;
export const MAX_MESSAGE_CHARACTERS = 4000;

/** Files and modules that belong to a language, a framework or a package manager, not to the people on call. */
const FOREIGN_FILE =
  /site-packages|dist-packages|node_modules|[\\/]vendor[\\/]|[\\/](?:go[\\/]pkg[\\/]mod|gems|rubies|runtime)[\\/]|^\/?usr\/(?:local\/)?(?:lib|go|share)|^node:|^internal\/|^<|^\(|^native$|[\\/]lib[\\/](?:python|ruby|node)/;
const FOREIGN_MODULE =
  /^(?:java|javax|jakarta|sun|jdk|kotlin|kotlinx|scala|com\.sun|org\.(?:springframework|apache|hibernate|postgresql|eclipse|jboss|junit)|io\.(?:netty|grpc|vertx|micronaut|ktor)|com\.(?:zaxxer|mysql|fasterxml|google\.common)|reactor|System|Microsoft|Npgsql|runtime|net\/http|reflect|testing)(?:[./]|$)/;

/** A frame with `isOwn` decided: false for the language's own files, packages and frameworks. */
export function frame(file: string, line: string | undefined, called: string | undefined, module?: string): Frame {
  const name = file.slice(0, 500);
  const result: Frame = {
    file: name,
    isOwn: !FOREIGN_FILE.test(name) && !(module !== undefined && FOREIGN_MODULE.test(module)),
  };
  const number = Number(line);
  if (line !== undefined && Number.isInteger(number) && number > 0) result.line = number;
  if (called !== undefined && called !== "") result.function = called.slice(0, 300);
  if (module !== undefined && module !== "") result.module = module.slice(0, 300);
  return result;
}

/** An exception with its message trimmed and bounded, its frames bounded by leaving out the middle. */
export function link(type: string, message: string, frames: Frame[]): ExceptionLink {
  const half = MAX_FRAMES / 2;
  const kept = frames.length <= MAX_FRAMES ? frames : [...frames.slice(0, half), ...frames.slice(-half)];
  return { type: type.slice(0, 200), message: message.trim().slice(0, MAX_MESSAGE_CHARACTERS), frames: kept };
}
