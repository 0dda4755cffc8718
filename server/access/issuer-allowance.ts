import type { Allowance } from "../lib/address-rules.ts";

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/**
 * What of the normally refused addresses is meant where the operator configured `issuer`: its own host, which may be private, and
 * loopback for one on loopback. What an issuer names besides has to be public.
 */
export function allowanceFor(issuer: string): Allowance {
  const { hostname } = new URL(issuer);
  return { hosts: [hostname], loopback: LOOPBACK.includes(hostname) };
}
