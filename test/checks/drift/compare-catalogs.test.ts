import { describe, expect, it } from "vitest";
import { compareCatalogs } from "../../../server/checks/drift/compare-catalogs.ts";
import type { Catalog, CatalogObject } from "../../../shared/catalog.ts";
import { drifted } from "./pairs.ts";

function catalog(objects: Partial<CatalogObject>[], rest: Partial<Catalog> = {}): Catalog {
  const whole = { kind: "table", schema: "here", table: null, name: "t", owner: null, comment: null };
  return {
    serverVersion: 180_004,
    objects: objects.map((object) => ({ ...whole, grants: {}, attributes: {}, ...object })),
    roles: [],
    unseen: [],
    ...rest,
  };
}

/** Roles of one server: the order in which they were made decides their oids. */
function server(...names: string[]): Catalog["roles"] {
  return names.map((name, index) => ({ name, oid: String(16_384 + index) }));
}

describe("roles", () => {
  const staging = { roles: server("postgres", "app_staging", "ro_staging") };
  const production = { roles: server("postgres", "app_production", "ro_production") };

  it("that are called otherwise on the other server and hold the same are the same", () => {
    const from = catalog([{ owner: "app_staging", grants: { ro_staging: "SELECT" } }], staging);
    const to = catalog([{ owner: "app_production", grants: { ro_production: "SELECT" } }], production);

    expect(compareCatalogs(from, to)).toStrictEqual([]);
  });

  it("are what they are called where both databases are on one server", () => {
    const roles = server("postgres", "app");

    expect(
      compareCatalogs(catalog([{ owner: "postgres" }], { roles }), catalog([{ owner: "app" }], { roles })),
    ).toStrictEqual([drifted("owner", "t", "postgres", "app")]);
  });

  it("that own everything here and nothing there stand for each other, even where both servers know the names", () => {
    const from = catalog([{ owner: "postgres" }], { roles: server("postgres", "app") });
    const to = catalog([{ owner: "app" }], { roles: server("app", "postgres") });

    expect(compareCatalogs(from, to)).toStrictEqual([]);
  });

  it("that own on one side need no grant on the other", () => {
    const from = catalog([{ owner: "postgres" }], { roles: server("postgres") });
    const to = catalog([{ owner: "app", grants: { postgres: "SELECT" } }], { roles: server("app", "postgres") });

    expect(compareCatalogs(from, to)).toStrictEqual([]);
  });

  it("that both servers know do not stand for each other in grants", () => {
    const from = catalog([{ grants: { app: "SELECT" } }], { roles: server("app", "ro") });
    const to = catalog([{ grants: { ro: "SELECT" } }], { roles: server("ro", "app") });

    expect(compareCatalogs(from, to)).toStrictEqual([drifted("grant", "t", "app: SELECT", "ro: SELECT")]);
  });

  it("are matched by what is usual, so that the exception is still told", () => {
    const owned = (owner: string) => [
      { name: "a", owner },
      { name: "b", owner },
    ];
    const from = catalog([...owned("app_staging"), { name: "c", owner: "app_staging" }], staging);
    const to = catalog([...owned("app_production"), { name: "c", owner: "postgres" }], production);

    expect(compareCatalogs(from, to)).toStrictEqual([drifted("owner", "c", "app_staging", "postgres")]);
  });

  it("in policies and default privileges follow the same match", () => {
    const objects = (owner: string): Partial<CatalogObject>[] => [
      { owner },
      { kind: "policy", table: "t", name: "p", attributes: { roles: `${owner}, postgres` } },
      {
        kind: "default privileges",
        name: `tables of ${owner}`,
        attributes: { "for later objects": `${owner}: SELECT` },
      },
    ];

    expect(
      compareCatalogs(catalog(objects("app_staging"), staging), catalog(objects("app_production"), production)),
    ).toStrictEqual([]);
  });
});

describe("versions of PostgreSQL", () => {
  const old = { serverVersion: 150_020 };

  it("versions of extensions, MAINTAIN, identity of partitions and the owner of public follow the server", () => {
    const from = catalog(
      [
        { kind: "extension", schema: null, name: "citext", attributes: { version: "1.6" } },
        { grants: { app: "DELETE, INSERT" } },
        {
          kind: "default privileges",
          name: "tables of app",
          attributes: { "for later objects": "ro: DELETE, SELECT" },
        },
        { kind: "column", table: "t", name: "id", attributes: { type: "integer", "of partition": "yes" } },
      ],
      old,
    );
    const to = catalog([
      { kind: "extension", schema: null, name: "citext", attributes: { version: "1.8" } },
      { grants: { app: "DELETE, INSERT, MAINTAIN", helper: "MAINTAIN" } },
      {
        kind: "default privileges",
        name: "tables of app",
        attributes: { "for later objects": "ro: DELETE, MAINTAIN, SELECT" },
      },
      {
        kind: "column",
        table: "t",
        name: "id",
        attributes: { type: "integer", identity: "always", "of partition": "yes" },
      },
    ]);

    expect(compareCatalogs(from, to)).toStrictEqual([]);
    expect(compareCatalogs({ ...from, serverVersion: to.serverVersion }, to).map(({ kind }) => kind)).toStrictEqual([
      "extension",
      "grant",
      "column",
      "default privileges",
    ]);
  });
});

describe("partitions that pg_partman makes", () => {
  const partman: Partial<CatalogObject> = { kind: "extension", schema: null, name: "pg_partman" };
  const partition = (name: string): Partial<CatalogObject>[] => [
    { name, attributes: { "partition of": "here.events FOR VALUES …" } },
    { kind: "index", table: name, name: `${name}_at_idx`, attributes: { definition: "CREATE INDEX …" } },
  ];

  it("may be others in the other database", () => {
    const from = catalog([partman, ...partition("events_p20240101")]);
    const to = catalog([partman, ...partition("events_p20240201")]);

    expect(compareCatalogs(from, to)).toStrictEqual([]);
  });

  it("are compared where the extension is not there, or the name is no name of its making", () => {
    const from = catalog(partition("events_p20240101"));
    const to = catalog([partman, ...partition("events_archive")]);

    expect(compareCatalogs(from, to).map(({ kind, object, change }) => [kind, object, change])).toStrictEqual([
      ["extension", "pg_partman", "extra"],
      ["table", "events_archive", "extra"],
      ["index", "events_archive.events_archive_at_idx", "extra"],
      ["table", "events_p20240101", "missing"],
      ["index", "events_p20240101.events_p20240101_at_idx", "missing"],
    ]);
  });
});

describe("what could not be read", () => {
  it("is neither there nor absent on either side", () => {
    const unseen = [{ part: "functions", kinds: ["function", "procedure"], reason: "permission denied for pg_proc" }];
    const from = catalog([{ kind: "function", name: "f()" }, { name: "a" }]);
    const to = catalog([], { unseen });

    expect(compareCatalogs(from, to)).toStrictEqual([drifted("table", "a", "table", null)]);
  });
});

describe("long definitions", () => {
  it("are cut so that both show where they part", () => {
    const body = (end: string) => `${"x".repeat(500)}${end}${"y".repeat(500)}`;
    const from = catalog([{ kind: "function", name: "f()", attributes: { body: body("1") } }]);
    const to = catalog([{ kind: "function", name: "f()", attributes: { body: body("2") } }]);

    const shown = (end: string) => `…${"x".repeat(60)}${end}${"y".repeat(239)}…`;
    expect(compareCatalogs(from, to)).toStrictEqual([drifted("function", "f()", shown("1"), shown("2"))]);
  });
});
