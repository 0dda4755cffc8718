import { expect, test } from "vitest";
import { openApi } from "../../server/api/openapi.ts";
import { ROUTES } from "../../server/api/security-routes.ts";
import { WEBHOOK_EVENT_TYPES } from "../../shared/webhook.ts";

const document = JSON.parse(JSON.stringify(openApi("1.2.3")));

test("every route is described, with what it takes and what it answers", () => {
  expect(document).toMatchObject({ openapi: "3.1.1", info: { title: "Plumbline", version: "1.2.3" } });
  const described = Object.entries<object>(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`),
  );
  expect(described.sort()).toEqual(
    ROUTES.filter(({ isRoot }) => isRoot !== true)
      .map(({ method, path }) => `${method} ${path}`)
      .sort(),
  );
  const patch = document.paths["/incidents/{id}/steps/{stepId}"].patch;
  expect(patch.parameters.map(({ name }: { name: string }) => name)).toEqual(["id", "stepId"]);
  expect(patch.requestBody.content["application/json"].schema.properties).toHaveProperty("owner");
  expect(document.paths["/incidents"].get.parameters.map(({ name }: { name: string }) => name)).toContain("severity");
});

test("operations have names of their own, and every path parameter is declared", () => {
  const operations = Object.values<Record<string, { operationId: string }>>(document.paths).flatMap((item) =>
    Object.values(item),
  );
  const ids = operations.map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [path, item] of Object.entries<Record<string, { parameters: { name: string; in: string }[] }>>(
    document.paths,
  )) {
    const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    for (const { parameters } of Object.values(item)) {
      expect(parameters.filter((one) => one.in === "path").map(({ name }) => name)).toEqual(wanted);
    }
  }
});

test("every event of webhooks is described with an example", () => {
  expect(Object.keys(document.webhooks).sort()).toEqual([...WEBHOOK_EVENT_TYPES].sort());
  const opened = document.webhooks["incident.opened"].post.requestBody.content["application/json"].schema;
  expect(opened.examples[0]).toMatchObject({ type: "incident.opened" });
});

test("no schema points at what is not there", () => {
  const text = JSON.stringify(document);
  const pointers = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, pointer = ""]) => pointer.split("/"));
  for (const pointer of pointers.filter(([first]) => first === "components")) {
    expect(
      pointer.reduce((value, key) => value?.[key], document),
      pointer.join("/"),
    ).toBeDefined();
  }
});
