/** A fault at a place of the configuration's document. */
export type PathFault = { path: string; keys: readonly (string | number)[]; message: string };

/** What of an environment or a service is looked at here; whatever has another form is left out. */
type Item = { name: string | undefined; isReference: boolean; projects: (string | undefined)[] };

/**
 * Combinations that no single key shows: names that stand twice, a second reference, a project of two environments. `document`
 * is what the file holds, before it is known to have the form of a configuration.
 */
export function conflicts(document: unknown): PathFault[] {
  const environments = itemsOf(document, "environments");
  return [
    ...secondReferences(environments),
    ...duplicates(environments, "environments"),
    ...duplicates(itemsOf(document, "services"), "services"),
    ...sharedProjects(environments),
  ];
}

function secondReferences(environments: readonly Item[]): PathFault[] {
  const references = environments.flatMap(({ isReference }, i) => (isReference ? [i] : []));
  return references.slice(1).map((i) => ({
    keys: ["environments", i, "reference"],
    path: `environments[${i}].reference`,
    message: `at most one environment is the reference, and environments[${references[0]}] is already`,
  }));
}

function duplicates(items: readonly Item[], list: string): PathFault[] {
  return items.flatMap(({ name }, i) => {
    const first = items.findIndex((other) => other.name === name);
    if (name === undefined || first === i) return [];
    const message = `"${name}" is already the name of ${list}[${first}]`;
    return [{ keys: [list, i, "name"], path: `${list}[${i}].name`, message }];
  });
}

function sharedProjects(environments: readonly Item[]): PathFault[] {
  const owners = new Map<string, number>();
  return environments.flatMap(({ projects }, i) =>
    projects.flatMap((project, j) => {
      if (project === undefined) return [];
      const owner = owners.get(project);
      owners.set(project, owner ?? i);
      if (owner === undefined || owner === i) return [];
      return [
        {
          keys: ["environments", i, "projects", j],
          path: `environments[${i}].projects[${j}]`,
          message: `project "${project}" already belongs to environments[${owner}]`,
        },
      ];
    }),
  );
}

/** The items of a list, at their places. */
function itemsOf(document: unknown, list: string): Item[] {
  return listIn(document, list).map((item) => ({
    name: textOf(valueIn(item, "name")),
    isReference: valueIn(item, "reference") === true,
    projects: listIn(item, "projects").map(textOf),
  }));
}

function listIn(holder: unknown, key: string): unknown[] {
  const value = valueIn(holder, key);
  return Array.isArray(value) ? value : [];
}

function valueIn(holder: unknown, key: string): unknown {
  if (typeof holder !== "object" || holder === null) return undefined;
  return Object.getOwnPropertyDescriptor(holder, key)?.value;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
