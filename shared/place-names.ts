/** Where something happened. */
type Place = { environment: string; service: string };

/** Gives the text that names a place; each is made once for all of the thousands of groups that are of the few places there are. */
export function placeNames(): (place: Place) => string {
  const names = new Map<string, Map<string, string>>();
  return ({ environment, service }) => {
    const ofEnvironment = names.get(environment) ?? new Map<string, string>();
    if (ofEnvironment.size === 0) names.set(environment, ofEnvironment);
    const known = ofEnvironment.get(service);
    if (known !== undefined) return known;
    const name = JSON.stringify([environment, service]);
    ofEnvironment.set(service, name);
    return name;
  };
}
