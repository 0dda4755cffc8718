/** `__Host-` binds a cookie to this host, to TLS and to the whole site. https://www.rfc-editor.org/rfc/rfc6265bis */
export const SESSION_COOKIE = "__Host-plumbline";
export const SIGN_IN_COOKIE = "__Host-plumbline-sign-in";

/** The value of a cookie; undefined where there is none, or more than one of that name. */
export function cookieIn(header: string | undefined, name: string): string | undefined {
  const values = (header ?? "")
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  const [value] = values;
  return values.length === 1 && value !== undefined && /^[A-Za-z0-9_-]{20,200}$/.test(value) ? value : undefined;
}

/** The header that sets a cookie for so many seconds, or takes it away with 0. */
export function cookieFor(name: string, value: string, maxAgeSeconds: number): string {
  return `${name}=${value}; Path=/; Max-Age=${maxAgeSeconds}; Secure; HttpOnly; SameSite=Lax`;
}
