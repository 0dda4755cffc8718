import express, { type Router } from "express";
import { type EntriesResponse, type EntryOutcome, MAX_LISTED } from "../../shared/intake.ts";
import { stageClock } from "../lib/stages.ts";
import { bodyBytes } from "./body-bytes.ts";
import { isLines, offeredIn } from "./entries-body.ts";
import type { IntakeDeps } from "./intake-deps.ts";

/** `POST /api/v1/entries`: entries of any program, answered once they are committed. */
export function entriesRoute({ intake }: IntakeDeps): Router {
  const routes = express.Router();
  routes.post("/api/v1/entries", async (request, response) => {
    const ticket = intake.enter("http");
    const noteStage = stageClock();
    try {
      const body = await bodyBytes(request, ticket);
      noteStage("body");
      const outcomes = isLines(body, request.get("content-type"))
        ? await intake.storeLines("http", body)
        : await intake.store("http", offeredIn(body));
      const noteAnswered = stageClock();
      response.once("finish", () => noteAnswered("answer"));
      response.json(answerOf(outcomes, request.query.summary !== undefined));
    } finally {
      ticket.leave();
    }
  });
  return routes;
}

function answerOf(outcomes: readonly EntryOutcome[], isSummary: boolean): EntriesResponse {
  const count = (kind: EntryOutcome["outcome"]) => outcomes.filter(({ outcome }) => outcome === kind).length;
  const isLong = outcomes.length > MAX_LISTED;
  const listed = isLong ? outcomes.filter(({ outcome }) => outcome !== "accepted").slice(0, MAX_LISTED) : outcomes;
  return {
    read: outcomes.length,
    accepted: count("accepted"),
    duplicates: count("duplicate"),
    rejected: count("rejected"),
    entries: isSummary ? [] : [...listed],
    notListed: outcomes.length - (isSummary ? 0 : listed.length),
  };
}
