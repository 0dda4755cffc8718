import type { RequestFacts } from "../../../shared/events.ts";
import { pathOf, routeOf } from "./route.ts";

/** uvicorn, gunicorn, nginx, Apache, morgan's combined and common: `… "GET /x HTTP/1.1" 500 …`. */
const QUOTED =
  /^(.{0,300}?)"(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|CONNECT|TRACE) (\S{1,8192})(?: HTTP\/[\d.]{1,3})?" (\d{3})\b(.{0,1000})/;
/** morgan's dev and tiny, Next.js: `GET /x 500 12.3 ms - 21`. */
const BARE = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) (\/\S{0,8191}) (\d{3}) (?:in )?(\d{1,9}(?:\.\d{1,6})?) ?ms\b/;
const ADDRESS = /(?:^|[\s\]])((?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7})(?::\d{1,5})?[\s,-]/i;
/** Google's front ends: an address of theirs says nothing about the caller. */
const PROXY = /^(?:169\.254\.|127\.|35\.191\.|130\.211\.|::1$)/;

/** The request that an app server's access line tells of, or undefined where the line is no such line. */
export function accessLine(line: string): RequestFacts | undefined {
  if (line.length > 12_000) return undefined;
  const quoted = line.includes('" ') ? QUOTED.exec(line) : null;
  if (quoted !== null) return fromQuoted(quoted);
  const bare = line.includes("ms") ? BARE.exec(line) : null;
  if (bare === null) return undefined;
  return {
    ...target(bare[1] ?? "GET", bare[2] ?? "/"),
    status: Number(bare[3]),
    latencyMs: Number(bare[4]),
    caller: {},
  };
}

function fromQuoted(parts: RegExpExecArray): RequestFacts | undefined {
  const [, before = "", method = "GET", url = "/", status = "", after = ""] = parts;
  const code = Number(status);
  if (code < 100 || code > 599) return undefined;
  const address = ADDRESS.exec(before)?.[1];
  const [, referer, userAgent] = /"([^"]{0,2000})" "([^"]{0,1000})"/.exec(after) ?? [];
  return {
    ...target(method, url),
    status: code,
    caller: {
      ...(userAgent !== undefined && userAgent !== "-" ? { userAgent } : {}),
      ...(address !== undefined && !PROXY.test(address) ? { remoteIp: address } : {}),
      ...(referer !== undefined && referer !== "-" ? { referer } : {}),
    },
  };
}

function target(method: string, url: string): Pick<RequestFacts, "method" | "path" | "route"> {
  return { method, path: pathOf(url).slice(0, 2048), route: routeOf(url) };
}
