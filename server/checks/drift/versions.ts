import type { CatalogObject } from "../../../shared/catalog.ts";

/** What has to be left out or respelled so that catalogues of two versions of PostgreSQL can be compared. */
export type Versions = {
  /** An object as both versions can say it. */
  adapt: (object: CatalogObject) => CatalogObject;
  /** From 16 on a view over one relation prints its columns without the relation's name. */
  viewSpelling: "as printed" | "without sole prefix";
};

const PUBLIC_OWNED_BY_DATABASE_OWNER_SINCE = 150000;
const VIEWS_WITHOUT_SOLE_PREFIX_SINCE = 160000;
const MAINTAIN_AND_PARTITION_IDENTITY_SINCE = 170000;
const MAJOR = 10000;

/** The rules for two `server_version_num`s; with one major version, nothing is changed. */
export function acrossVersions(from: number, to: number): Versions {
  if (Math.floor(from / MAJOR) === Math.floor(to / MAJOR)) {
    return { adapt: (object) => object, viewSpelling: "as printed" };
  }
  const isAcross = (since: number) => from < since !== to < since;
  return {
    adapt: (object) => adapt(object, isAcross),
    viewSpelling: isAcross(VIEWS_WITHOUT_SOLE_PREFIX_SINCE) ? "without sole prefix" : "as printed",
  };
}

function adapt(object: CatalogObject, isAcross: (since: number) => boolean): CatalogObject {
  // The extensions that come with the server have the server's own pace.
  if (object.kind === "extension") return without(object, "version");
  if (object.kind === "schema" && object.name === "public" && isAcross(PUBLIC_OWNED_BY_DATABASE_OWNER_SINCE)) {
    return { ...object, owner: null };
  }
  if (!isAcross(MAINTAIN_AND_PARTITION_IDENTITY_SINCE)) return object;
  if (object.kind === "column" && object.attributes["of partition"] !== undefined) return without(object, "identity");
  const later = object.attributes[LATER];
  const attributes =
    later === undefined ? object.attributes : { ...object.attributes, [LATER]: later.replace(MAINTAIN, "") };
  return { ...object, attributes, grants: withoutMaintain(object.grants) };
}

function without(object: CatalogObject, attribute: string): CatalogObject {
  const { [attribute]: _dropped, ...attributes } = object.attributes;
  return { ...object, attributes };
}

/** The attribute of default privileges that lists them. */
const LATER = "for later objects";
/** With the comma that goes with it: GRANT ALL on a table means this privilege more from 17 on. */
const MAINTAIN = /, MAINTAIN(?: with grant option)?|MAINTAIN(?: with grant option)?, /g;
const MAINTAIN_ALONE = /^MAINTAIN(?: with grant option)?$/;

function withoutMaintain(grants: Record<string, string>): Record<string, string> {
  const kept = Object.entries(grants).filter(([, privileges]) => !MAINTAIN_ALONE.test(privileges));
  return Object.fromEntries(kept.map(([role, privileges]) => [role, privileges.replace(MAINTAIN, "")]));
}
