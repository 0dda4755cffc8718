const MASKED = ":id";
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const HEX = /^(?=.*\d)[0-9a-f]{7,}$/i;
const EMAIL = /^[^@\s]{1,100}(?:@|%40)[^@\s]{1,100}\.[a-z]{2,20}$/i;
const MAX_ROUTE_CHARACTERS = 300;
const MAX_SEGMENTS = 30;

/**
 * The route of a path: query and fragment dropped, what varies masked as `:id` (numbers, UUIDs, hex, dates, e-mails, long
 * tokens, names with many digits). Takes a whole URL too. `/` for an empty path; bounded to 300 characters.
 */
export function routeOf(path: string): string {
  return routeOfPath(pathOf(path));
}

/** The route of what `pathOf` gave. */
export function routeOfPath(path: string): string {
  const segments = path.split("/").slice(0, MAX_SEGMENTS);
  const route = segments.map((segment) => (varies(segment) ? maskOf(segment) : segment)).join("/");
  return route.slice(0, MAX_ROUTE_CHARACTERS) || "/";
}

/** The path of a URL or a path, without query and fragment, as it came. */
export function pathOf(url: string): string {
  let path = url.slice(0, 8192);
  const scheme = path.indexOf("://");
  if (scheme >= 0 && scheme < 10) {
    const slash = path.indexOf("/", scheme + 3);
    path = slash < 0 ? "/" : path.slice(slash);
  }
  const end = path.search(/[?#]/);
  const bare = (end < 0 ? path : path.slice(0, end)).replace(/[\u0000-\u001f\u007f]/g, "");
  return bare === "" ? "/" : bare;
}

function varies(segment: string): boolean {
  if (segment === "" || segment.length > 200) return segment !== "";
  const stem = segment.replace(/\.[a-z]{1,5}$/i, "");
  if (!/\d|@|%40/.test(stem)) return stem.length > 40 && !/[-_]/.test(stem);
  if (/^v\d{1,3}(?:\.\d{1,3})?(?:(?:alpha|beta)\d{0,2})?$/i.test(stem)) return false;
  if (/^[-+]?\d[\d.,:T_-]*Z?$/.test(stem) || UUID.test(stem) || HEX.test(stem) || EMAIL.test(segment)) return true;
  const digits = stem.replace(/\D/g, "").length;
  return (
    (stem.length >= 16 && digits >= 3) ||
    (digits >= 4 && digits * 2 >= stem.length) ||
    /^[a-z]{1,12}[-_:]\d{2,}$/i.test(stem)
  );
}

/** A file's ending stays: `/assets/:id.js`. */
function maskOf(segment: string): string {
  const ending = segment.length <= 200 ? /[^.](\.[a-z]{1,5})$/i.exec(segment)?.[1] : undefined;
  return ending === undefined || segment.includes("@") || segment.includes("%40") ? MASKED : `${MASKED}${ending}`;
}
