import type { DriftItem } from "../../../shared/drift.ts";

type Words = { lacking: string; differing: string };

/** What a difference does to an application. `lacking` speaks of the side without the object. */
const MEANINGS: Record<string, Words> = {
  schema: {
    lacking: "statements that name it fail (3F000, or 42P01 for its tables)",
    differing: "other rules for it",
  },
  table: {
    lacking: "statements on it fail with 42P01, relation does not exist",
    differing: "the same statements can behave otherwise",
  },
  "foreign table": {
    lacking: "statements on it fail with 42P01, relation does not exist",
    differing: "it reads from another place",
  },
  view: { lacking: "statements on it fail with 42P01, relation does not exist", differing: "it shows other rows" },
  "materialized view": {
    lacking: "statements on it fail with 42P01, relation does not exist",
    differing: "it shows other rows after a refresh",
  },
  column: {
    lacking: "statements that name it fail with 42703, column does not exist",
    differing: "values can be refused on one side, or be filled in otherwise",
  },
  constraint: {
    lacking: "values are accepted that the other side refuses; ON CONFLICT on it fails with 42P10",
    differing: "values are accepted on one side and refused on the other",
  },
  "foreign key": {
    lacking: "rows may point at nothing, and deletes do not cascade",
    differing: "deletes and updates are treated otherwise",
  },
  index: {
    lacking: "the same answers, slower; a unique index also refuses duplicates",
    differing: "queries can be slower, or duplicates be accepted",
  },
  function: {
    lacking: "calls fail with 42883, function does not exist",
    differing: "calls can give other results",
  },
  procedure: { lacking: "calls fail with 42883, procedure does not exist", differing: "calls can do other things" },
  aggregate: { lacking: "calls fail with 42883, function does not exist", differing: "calls can give other results" },
  trigger: { lacking: "what it does on writes does not happen", differing: "writes have other side effects" },
  rule: { lacking: "statements are not rewritten", differing: "statements are rewritten otherwise" },
  "event trigger": { lacking: "what it does on DDL does not happen", differing: "DDL has other side effects" },
  enum: {
    lacking: "statements that name it fail with 42704, type does not exist",
    differing: "a value that one side knows fails on the other with 22P02; order decides sorting",
  },
  domain: {
    lacking: "statements that name it fail with 42704, type does not exist",
    differing: "values are accepted on one side and refused on the other",
  },
  "domain constraint": {
    lacking: "values are accepted that the other side refuses",
    differing: "values are accepted on one side and refused on the other",
  },
  extension: {
    lacking: "its functions and types are not there (42883, 42704)",
    differing: "another version can have other functions",
  },
  sequence: {
    lacking: "nextval on it fails with 42P01",
    differing: "ids are given out otherwise, or run out sooner",
  },
  policy: {
    lacking: "row level security shows and admits other rows",
    differing: "other rows are visible or writable",
  },
  grant: {
    lacking: "statements of that role fail with 42501, permission denied",
    differing: "what is permitted on one side fails on the other with 42501",
  },
  "default privileges": {
    lacking: "objects made later have other privileges",
    differing: "objects made later have other privileges",
  },
  "database settings": {
    lacking: "sessions start with other settings; search_path decides which tables are found",
    differing: "sessions start with other settings; search_path decides which tables are found",
  },
  comment: { lacking: "documentation only", differing: "documentation only" },
  owner: {
    lacking: "only the owner may alter it",
    differing: "another role may alter it; functions with security definer run as that role",
  },
};

const OTHERWISE: Words = {
  lacking: "what uses it fails or behaves otherwise",
  differing: "what uses it can behave otherwise",
};

/** What a difference means for whoever uses the database, in a clause. */
export function meaningOf(item: Pick<DriftItem, "kind" | "change">): string {
  const words = MEANINGS[item.kind] ?? OTHERWISE;
  return item.change === "different" ? words.differing : words.lacking;
}
