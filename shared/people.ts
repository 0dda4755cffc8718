import { z } from "zod";

/** The lessons of an incident, which only people know. */
export const LESSONS = ["lessons-well", "lessons-wrong", "lessons-lucky"] as const;
export type Lesson = (typeof LESSONS)[number];

/** Parts of a report that a person may write beside, or in the place of, what was derived. */
export const WORD_FIELDS = [
  "summary",
  /** The only one that stands in a public report. */
  "public-summary",
  "impact-statement",
  "impact-capability",
  "impact-failed-requests",
  "impact-distinct-callers",
  "impact-monthly-revenue-usd",
  /** Steps of the resolution plan that people add to the derived ones, one in each line. */
  "plan",
  ...LESSONS,
] as const;
export type WordField = (typeof WORD_FIELDS)[number];

/** Something that a person wrote into an incident, and that holds until a person writes otherwise. */
export const personsWordSchema = z.object({
  /** A field of `WORD_FIELDS`, `why:ID`, or `step:ID:FIELD`. */
  field: z.string(),
  text: z.string(),
  who: z.string(),
  at: z.string(),
  /** What was derived, where the word stands in its place. */
  instead: z.string().exactOptional(),
});
export type PersonsWord = z.infer<typeof personsWordSchema>;

const TEXT_LENGTH = 5000;
const NUMBERS: readonly WordField[] = [
  "impact-failed-requests",
  "impact-distinct-callers",
  "impact-monthly-revenue-usd",
];

/** Whether a field holds a whole number rather than text. */
export function isNumberField(field: WordField): boolean {
  return NUMBERS.includes(field);
}

/** The fault of a text for a field, in words; undefined where there is none. */
export function faultOfWord(field: WordField, text: string): string | undefined {
  if (isNumberField(field)) {
    const isFine = /^\d{1,12}$/.test(text);
    return isFine ? undefined : `${field} is "${text.slice(0, 40)}": expected a whole number, 0 or more, such as 1440.`;
  }
  const most = field === "impact-capability" ? 200 : TEXT_LENGTH;
  if (text.length <= most) return undefined;
  return `${field} has ${text.length} characters: expected at most ${most}.`;
}
