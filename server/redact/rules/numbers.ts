import type { Rule } from "../rule.ts";

/** Numbers of payment cards by issuer, contiguous or in the groups that are printed on the card. */
const CARD =
  /(?<![\w.#-])(?:4\d{3}|5[1-5]\d\d|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)|6(?:011|5\d\d|4[4-9]\d)|35(?:2[89]|[3-8]\d)|62\d\d)([ -]?)\d{4}\1\d{4}\1\d{4}(?![\w-]|\.\d)|(?<![\w.#-])3[47]\d\d([ -]?)\d{6}\2\d{5}(?![\w-]|\.\d)|(?<![\w.#-])3(?:0[0-5]|[68]\d)\d([ -]?)\d{6}\3\d{4}(?![\w-]|\.\d)/dg;

/** Letters, digits and length that a country's numbers have. https://www.swift.com/standards/data-standards/iban */
const IBAN =
  /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,3})?)(?![A-Za-z0-9])/dg;

/** Numbers that a check digit tells from others. */
export const numberRules: Rule[] = [
  {
    kind: "card",
    pattern: CARD,
    head: /(?<![\w.#-])(?:4\d|5[1-5]|2[2-7]|6\d|3\d)\d\d[ -]?\d{4}\d?\d?[ -]?\d{4}/.source,
    isGuessable: true,
    isSecret: (found) => passesLuhn(found.replace(/\D/g, "")),
  },
  {
    kind: "iban",
    pattern: IBAN,
    head: "[A-Z]{2}\\d{2} ?[A-Z0-9]{4} ?[A-Z0-9]{4}",
    isGuessable: true,
    isSecret: (found) => isIban(found.replaceAll(" ", "")),
  },
];

/** ISO/IEC 7812-1, annex B. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i]);
    const weighed = i % 2 === 0 ? digit : digit * 2;
    sum += weighed > 9 ? weighed - 9 : weighed;
  }
  return sum % 10 === 0 && !/^(\d)\1+$/.test(digits);
}

/** ISO 13616: remainder 1 by 97, letters counted from 10. */
function isIban(text: string): boolean {
  if (text.length < 15 || text.length > 34) return false;
  let rest = 0;
  for (const character of text.slice(4) + text.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
  }
  return rest === 1;
}
