/** The rules that mask a part of a text, by number; `RULES[rule]` says its name and what it puts there. */
export const UUID = 1;
export const IP = 2;
export const HOST = 3;
export const URL_RULE = 4;
export const EMAIL = 5;
export const PATH = 6;
export const TIME = 7;
export const DURATION = 8;
export const SIZE = 9;
export const PERCENT = 10;
export const NUMBER = 11;
export const HEX = 12;
export const VERSION = 13;
export const TOKEN = 14;
export const ID = 15;
export const BOOLEAN = 16;
export const VALUE = 17;
export const SEGMENT = 18;
export const METHOD_RULE = 19;

/** What each rule is called and puts in the place of what it masks. */
export const RULES: readonly { name: string; mask: string; why: string }[] = [
  { name: "none", mask: "", why: "" },
  { name: "uuid", mask: "<uuid>", why: "A UUID names one thing once." },
  { name: "ip", mask: "<ip>", why: "An address, with its port, says which machine, not which mistake." },
  { name: "host", mask: "<host>", why: "A host name, with its port, says which machine, not which mistake." },
  { name: "url", mask: "<url>", why: "A URL holds ids and queries." },
  { name: "email", mask: "<email>", why: "An e-mail address names a person." },
  { name: "path", mask: "<path>", why: "A path of the file system differs from machine to machine." },
  { name: "time", mask: "<time>", why: "A date or a time of day." },
  { name: "duration", mask: "<duration>", why: "How long something took." },
  { name: "size", mask: "<size>", why: "A number of bytes." },
  { name: "percent", mask: "<percent>", why: "A share." },
  { name: "number", mask: "<num>", why: "A number that no word before it makes identity (as in signal 9)." },
  { name: "hex", mask: "<hex>", why: "Hexadecimal: an address, a hash, a bit mask." },
  { name: "version", mask: "<version>", why: "A version number." },
  { name: "token", mask: "<token>", why: "A long random word." },
  { name: "id", mask: "<id>", why: "A word with digits that is no known name." },
  { name: "boolean", mask: "<bool>", why: "True, false or nothing." },
  { name: "value", mask: "<value>", why: "The value of a key that does not tell mistakes apart." },
  { name: "segment", mask: ":id", why: "An id in the path of a request, or its query." },
  { name: "method", mask: "<method>", why: "The method of a request whose path is not said." },
];

/** The masks as bytes, by rule. */
export const MASKS: readonly Uint8Array[] = RULES.map(({ mask }) => new TextEncoder().encode(mask));
