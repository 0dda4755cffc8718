import { type ErrorGroup, identityOf, isSameFailure } from "../../shared/group.ts";

/** Groups that speak of the same failure as a group, by the words of `isSameFailure`, itself among them where it is one of those looked at. */
export type SameFailures = (group: ErrorGroup) => ReadonlySet<ErrorGroup>;

/** Groups of one name: each is the same failure as the others. */
type Alike = { first: ErrorGroup; groups: readonly ErrorGroup[] };

/** Looks that up among these groups. Of those that name as much only equals are the same, so of hundreds few are compared. */
export function sameFailureFinder(among: readonly ErrorGroup[]): SameFailures {
  const byNames = new Map<string, Map<string, Alike>>();
  for (const [name, groups] of Map.groupBy(among.filter(hasFamily), nameOf)) {
    const [first] = groups;
    if (first === undefined) continue;
    const alike = byNames.get(namesOf(first)) ?? new Map<string, Alike>();
    byNames.set(namesOf(first), alike.set(name, { first, groups }));
  }
  const found = new Map<string, ReadonlySet<ErrorGroup>>();
  return (group) => {
    if (!hasFamily(group)) return NONE;
    const name = nameOf(group);
    const same = found.get(name) ?? new Set(sameAs(group, name, byNames));
    found.set(name, same);
    return same;
  };
}

const NONE: ReadonlySet<ErrorGroup> = new Set();

function sameAs(
  group: ErrorGroup,
  name: string,
  byNames: ReadonlyMap<string, ReadonlyMap<string, Alike>>,
): ErrorGroup[] {
  const own = namesOf(group);
  return [...byNames].flatMap(([names, alike]) => {
    if (names === own) return alike.get(name)?.groups ?? [];
    return [...alike.values()].flatMap(({ first, groups }) => (isSameFailure(first, group) ? groups : []));
  });
}

function hasFamily({ signature }: ErrorGroup): boolean {
  return signature.family !== undefined;
}

/** What a group names, with its family. */
function nameOf(group: ErrorGroup): string {
  return JSON.stringify([group.signature.family, Object.entries(identityOf(group)).sort()]);
}

/** As much of it as two have to share for only equals to be the same. */
function namesOf(group: ErrorGroup): string {
  return JSON.stringify([group.signature.family, Object.keys(identityOf(group)).sort()]);
}
