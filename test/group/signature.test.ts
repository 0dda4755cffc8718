import { describe, expect, it } from "vitest";
import { groupIdOf, type Signable, signatureOf, titleOf } from "../../server/group/signature.ts";
import type { Frame } from "../../shared/events.ts";

const frame = (name: string, isOwn: boolean): Frame => ({ file: "/app/a.py", line: 3, function: name, isOwn });

function event(changes: Partial<Signable>): Signable {
  return { kind: "message", message: "took 5 ms", text: "took 5 ms", exceptions: [], ...changes };
}

function idOf(changes: Partial<Signable>): string {
  return groupIdOf("staging", "api", signatureOf(event(changes)));
}

describe("signatureOf", () => {
  it("is family and names where the family is known, names in order", () => {
    const signature = signatureOf(event({ message: 'relation "a" does not exist' }), {
      family: "schema.missing-relation",
      slots: { relation: "a", database: "b" },
    });
    expect(signature).toStrictEqual({
      family: "schema.missing-relation",
      slots: { database: "b", relation: "a" },
      template: 'relation "a" does not exist',
      masks: [],
    });
  });

  it("tells requests apart by method, route and status", () => {
    const request = { method: "GET", path: "/a/1", route: "/a/:id", status: 500, caller: {} };
    expect(signatureOf(event({ kind: "request", request })).slots).toStrictEqual({
      method: "GET",
      route: "/a/:id",
      status: "500",
    });
  });

  it("names an unknown exception by its innermost type and the app's own function", () => {
    const exceptions = [
      { type: "KeyError", message: "'x'", frames: [frame("load", true), frame("get", false)] },
      { type: "app.LoadError", message: "no", frames: [frame("main", true)] },
    ];
    expect(signatureOf(event({ kind: "exception", message: "KeyError: 'x'", exceptions })).slots).toStrictEqual({
      exception: "KeyError",
      function: "load",
    });
  });
});

describe("groupIdOf", () => {
  it("is 16 hex digits that never change", () => {
    expect(idOf({})).toBe("3777a2e2f77f2c88");
  });

  it("differs by environment and service", () => {
    const signature = signatureOf(event({}));
    const ids = [groupIdOf("a", "b", signature), groupIdOf("b", "a", signature), groupIdOf("a", "c", signature)];
    expect(new Set(ids).size).toBe(3);
  });

  it("does not depend on numbers, nor on the line of a frame", () => {
    expect(idOf({ message: "took 6 ms" })).toBe(idOf({ message: "took 1.5 s" }));
  });

  it("does not depend on which machine of several answered", () => {
    const id = (host: string) =>
      groupIdOf("a", "b", signatureOf(event({}), { family: "network.timeout", slots: { host } }));
    expect(id("10.0.0.1")).toBe(id("10.0.0.2"));
    expect(id("db.internal")).not.toBe(id("billing.internal"));
  });
});

describe("titleOf", () => {
  it("is the request, or the type with the first line", () => {
    const request = { method: "GET", path: "/a/1", route: "/a/:id", status: 500, caller: {} };
    const failed = event({ kind: "request", request });
    const raised = event({
      message: "'x'\nmore",
      exceptions: [{ type: "builtins.KeyError", message: "'x'", frames: [] }],
    });
    expect(titleOf(failed, signatureOf(failed))).toBe("GET /a/:id answered 500");
    expect(titleOf(raised, signatureOf(raised))).toBe("KeyError: 'x'");
  });
});
