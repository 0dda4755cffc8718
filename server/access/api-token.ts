import { createHash, randomInt } from "node:crypto";
import { crc32 } from "node:zlib";

const PREFIX = "plb_";
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** 178 bits. */
const RANDOM_CHARACTERS = 30;
const CHECKSUM_CHARACTERS = 6;
const FORM = new RegExp(`^${PREFIX}[0-9A-Za-z]{${RANDOM_CHARACTERS + CHECKSUM_CHARACTERS}}$`);

/** A new token: `plb_`, 30 random letters and digits, and their CRC-32, by which a scanner knows a token without asking. */
export function makeToken(): string {
  const random = Array.from({ length: RANDOM_CHARACTERS }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return `${PREFIX}${random}${checksum(random)}`;
}

/** Whether a text is a token by form and checksum; whether it is known is another question. */
export function isToken(text: string): boolean {
  if (!FORM.test(text)) return false;
  const random = text.slice(PREFIX.length, -CHECKSUM_CHARACTERS);
  return checksum(random) === text.slice(-CHECKSUM_CHARACTERS);
}

/** What is kept of a token: its random part is long enough that a plain hash can't be turned back. */
export function hashOf(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** What is shown of a token afterwards. */
export function hintOf(token: string): string {
  return `${token.slice(0, PREFIX.length + 4)}…`;
}

function checksum(random: string): string {
  let rest = crc32(random);
  let out = "";
  for (let i = 0; i < CHECKSUM_CHARACTERS; i += 1) {
    out = `${ALPHABET[rest % ALPHABET.length]}${out}`;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return out;
}
