import { createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { z } from "zod";
import { HOUR, SECOND } from "../../shared/time.ts";
import { messageOf, PlumblineError } from "../lib/errors.ts";
import { guardedFetch } from "../lib/guarded-fetch.ts";
import { allowanceFor } from "./issuer-allowance.ts";

/** Keys are read again after this time, and sooner for an id that is not known: issuers change keys unannounced. */
const KEEP = HOUR;
/** Unknown ids make us ask no more often than this, so that nobody can make us flood the issuer. */
const MIN_PAUSE = 30 * SECOND;
const MAX_BYTES = 256 * 1024;

const keySetSchema = z.object({
  keys: z.array(z.looseObject({ kid: z.string(), kty: z.enum(["EC", "RSA"]), use: z.string().optional() })).max(100),
});

/** The public key with that id; undefined where the issuer has none. Throws `unavailable` where the issuer can't be asked. */
export type KeyOf = (kid: string, now: number) => Promise<KeyObject | undefined>;

/** The keys behind an address that `issuer` named, or the operator where that is left out; kept for an hour. https://www.rfc-editor.org/rfc/rfc7517 */
export function createKeySet(url: string, issuer: string = url): KeyOf {
  let keys = new Map<string, KeyObject>();
  let readAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;
  const read = async (now: number) => {
    triedAt = now;
    keys = await fetchKeys(url, issuer);
    readAt = now;
  };
  return async (kid, now) => {
    const isStale = now - readAt > KEEP || !keys.has(kid);
    if (isStale && now - triedAt >= MIN_PAUSE) {
      reading ??= read(now).finally(() => {
        reading = undefined;
      });
    }
    // Keys that are known stay good while the issuer can't be asked.
    if (reading !== undefined) await reading.catch((error) => (keys.has(kid) ? undefined : Promise.reject(error)));
    return keys.get(kid);
  };
}

async function fetchKeys(url: string, issuer: string): Promise<Map<string, KeyObject>> {
  try {
    const { status, body } = await guardedFetch({ url, maxResponseBytes: MAX_BYTES, allow: allowanceFor(issuer) });
    if (status !== 200) throw new Error(`it answered ${status}`);
    const { keys } = keySetSchema.parse(JSON.parse(body.toString("utf8")));
    return new Map(keys.flatMap((key) => (isForSigning(key) ? [[key.kid, publicKeyOf(key)] as const] : [])));
  } catch (error) {
    const host = URL.canParse(url) ? new URL(url).host : "the issuer";
    throw new PlumblineError(
      "unavailable",
      `Sign-in can't be checked: the keys of ${host} can't be read (${messageOf(error)}). Try again in a minute.`,
      { cause: error },
    );
  }
}

function isForSigning({ use }: { use?: string | undefined }): boolean {
  return use === undefined || use === "sig";
}

function publicKeyOf(key: JsonWebKey): KeyObject {
  return createPublicKey({ key, format: "jwk" });
}
