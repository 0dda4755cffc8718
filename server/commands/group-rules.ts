import type { Config } from "../../shared/config.ts";
import { recognize } from "../causes/recognize.ts";
import { entryTextOf } from "../group/entry-text.ts";
import { groupIdOf } from "../group/signature.ts";
import { templateOf } from "../group/template.ts";
import { parseExceptions } from "../normalize/exceptions/index.ts";
import { placeOf } from "../normalize/place.ts";
import { readEntry } from "../normalize/read-entry.ts";
import { routeOf } from "../normalize/requests/route.ts";
import { environmentNamer, userRules } from "../pipeline.ts";
import type { ByRule } from "./group.ts";

/** Asks a configuration's rules; undefined where it has none. Place is no part of the group's id, as without rules. */
export function groupsByRule(config: Config): ByRule | undefined {
  const rules = userRules(config.grouping);
  if (rules === undefined) return undefined;
  const environmentOf = environmentNamer(config);
  return (value) => {
    const read = readEntry(value);
    const place = "entry" in read ? placeOf(read.entry, environmentOf) : { environment: "", service: "" };
    const { text, request } = entryTextOf(value);
    const message = request === undefined ? text : `${request.method} ${request.url} ${request.status}`;
    const exceptions = parseExceptions(text).links;
    const found = recognize({
      ...{ message, text: message, exceptions },
      ...{ origin: "app", isBoot: false, kind: "message", severity: "ERROR" },
    });
    const { template, masks } = templateOf(message);
    const signature = {
      ...(found === undefined ? {} : { family: found.family }),
      slots: found?.slots ?? {},
      template,
      masks,
    };
    const match = rules.match({
      ...{ message, environment: place.environment, service: place.service, family: found?.family },
      exceptions: exceptions.map(({ type }) => type),
      route: request === undefined ? undefined : routeOf(request.url),
      slots: signature.slots,
      identity: () => groupIdOf("", "", signature),
    });
    if (match === undefined) return undefined;
    const decided = { ...signature, fingerprint: match.fingerprint, rule: match.rule };
    return { group: groupIdOf("", "", decided), template: match.title ?? template };
  };
}
