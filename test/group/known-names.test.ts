import { expect, it } from "vitest";
import { keyOf } from "../../server/group/key.ts";
import { templateOf } from "../../server/group/template.ts";
import { groupsOf } from "./groups-of.ts";

function groupsOfTexts(texts: readonly string[]): number[] {
  return groupsOf(texts.map((text) => keyOf(templateOf(text).template)));
}

const LOGINS = ["anna", "bruno", "clara", "dario", "elisa"].map((user) => `password of user ${user} was changed`);
const batch = (names: readonly string[], text: (name: string) => string) => names.map(text);

it.each<[readonly string[], number, string]>([
  [[...LOGINS, "su: (to anna) bruno on console", "su: (to clara) anna on console"], 2, "users that are known as such"],
  [["su: (to anna) bruno on console", "su: (to clara) dario on console"], 2, "nobody knows them"],
  [[...LOGINS, "anna was bruno there", "clara was dario there"], 3, "too few words around say what it is about"],
  [
    batch(["boot", "sleep", "wake"], (mode) => `display ready flag=7 mode=${mode} depth=24`),
    1,
    "several words of a key are values",
  ],
  [batch(["boot", "sleep"], (state) => `display ready size=7 state=${state} depth=24`), 2, "two say too little"],
  [
    batch(["refused", "expired", "reset", "lost"], (reason) => `session ended size=7 reason=${reason} depth=24`),
    4,
    "a reason is a mistake of its own",
  ],
  [
    batch(["EOFError", "KeyError", "TypeError"], (type) => `session ended size=7 kind=${type} depth=24`),
    3,
    "the type of an exception is the mistake",
  ],
  [batch(["A", "B"], (name) => `power module ${name} of rack 7 is on`), 1, "letters count things"],
  [
    [
      "Copied 7 items from volume Data. Linked 3.",
      "Copied 7 items from volume Old Work. Linked 3.",
      "Copied 7 items from volume Music. Linked 3.",
    ],
    1,
    "a name ends with its sentence",
  ],
  [
    [
      "opened for user anna by (uid=7) now",
      "opened for user elisa by (uid=7) now",
      "opened for user bruno by clara(uid=7) now",
      "opened for user dario by elisa(uid=7) now",
      "opened for user clara by bruno(uid=7) now",
    ],
    1,
    "a name that is left out before what is told of it",
  ],
  [
    [
      '{"msg":"cart changed","items":["mug","pen"]}',
      '{"msg":"cart changed","items":["hat"]}',
      '{"msg":"cart changed","items":["cup","big bag","tie"]}',
      '{"msg":"cart changed","items":["bow"]}',
      '{"msg":"cart changed","items":["cap"]}',
    ],
    1,
    "lists of names in quotes have no length",
  ],
  [
    batch(["東京", "大阪", "福岡"], (place) => `server 「${place}」 is ready for 7 users`),
    1,
    "quotes of other languages",
  ],
  [
    batch(["Küche", "Büro", "Flur"], (room) => `Anna hat sich von ${room} angemeldet um 7`),
    1,
    "prepositions of other languages",
  ],
])("names without quotes: %j are %i", (texts, count, _why) => {
  expect(groupsOfTexts(texts)).toStrictEqual([count, count]);
});

it("the file that a line was written in is kept, and its number is not", () => {
  expect(templateOf("flush.go:7 done").template).toBe("flush.go:<num> done");
  expect(templateOf("flush.go:128 done").template).toBe("flush.go:<num> done");
  expect(templateOf("example.asia:443 is away").template).toBe("<host> is away");
});
