/** Under which keys answers are kept; an event of the server names what was read before by them. */
export const checksKey = ["checks"];
export const environmentsKey = ["environments"];
export const groupsKey = ["groups"];
export const incidentsKey = ["incidents"];
export const sourcesKey = ["sources"];
export const statusKey = ["status"];

/** The key under which an incident is kept; its parts stand below it. */
export function incidentKey(id: string) {
  return ["incident", id];
}
