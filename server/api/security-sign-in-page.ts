import { createHash } from "node:crypto";
import type { ErrorRequestHandler } from "express";
import type { Log } from "../lib/log.ts";
import { noteFault } from "./errors.ts";

const STYLE = `:root{color-scheme:light dark}
body{display:grid;place-items:center;min-height:100vh;margin:0;font:16px/1.5 system-ui,sans-serif;background:light-dark(#f4f5f7,#0d1117);color:light-dark(#171c24,#e8ecf1)}
main{max-width:30rem;margin:1rem;padding:2rem;border:1px solid light-dark(#dde1e7,#29323e);border-radius:8px;background:light-dark(#fff,#151b23)}
h1{margin:0 0 .5rem;font-size:1.375rem}
p{margin:.5rem 0;overflow-wrap:anywhere}
a{display:inline-block;margin-top:1rem;padding:.5rem 1rem;border-radius:5px;background:light-dark(#1b5bb8,#82b4ff);color:light-dark(#fff,#0b1626);font-weight:600;text-decoration:none}
a:focus-visible{outline:2px solid light-dark(#1b5bb8,#82b4ff);outline-offset:2px}
small{color:light-dark(#596473,#97a3b2)}`;
const POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; frame-ancestors 'none'; base-uri 'none'`;

/** Why somebody was not signed in, as a page with the way to begin again. What does not ask for a page gets the API's form. */
export function answerInPage(log: Log): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent || request.accepts(["json", "html"]) !== "html") return next(error);
    const { status, message, requestId } = noteFault(log, request, error);
    response.setHeader("cache-control", "no-store");
    response.setHeader("content-security-policy", POLICY);
    response.status(status).type("html").send(page(message, requestId));
  };
}

function page(message: string, requestId: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Not signed in · Plumbline</title><style>${STYLE}</style>
<main><h1>You are not signed in</h1><p>${asText(message)}</p><small>Request ${requestId}</small><br><a href="/auth/sign-in">Sign in</a></main></html>`;
}

function asText(words: string): string {
  return words.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}
