import { expect, it } from "vitest";
import { groupsOf } from "./groups-of.ts";

const sent = (payload: string) => `Sent to the topic of the hall: payload '${payload}'`;
const granted = (pattern: string) => `Granted access to the guest as '${pattern}' from now on`;

it.each([
  [['{"on":true}', '{"mode":"dim","level":<*>}', '{"list":["a",{"b":<*>}]}'].map(sent), 1, "documents are values"],
  [['["on","off"]', '["dim"]'].map(sent), 1, "lists too"],
  [['{"error":"lost"}', '{"error":"denied"}'].map(sent), 2, "but not what a mistake is told in"],
  [['{"on":"a"', '{"on":"b"'].map(sent), 2, "nor what does not end"],
  [["/", ".*", "^$", "<*>"].map(granted), 1, "marks in quotes are values"],
  [["/", "read"].map(granted), 2, "a word is none"],
  [["It doesn't / can't be", "It doesn't * can't be"].map((said) => `${said} the end of the story`), 2, "nor a blank"],
])("what stands in quotes and is no name: %j are %i", (keys, count, _why) => {
  expect(groupsOf(keys)).toStrictEqual([count, count]);
});
