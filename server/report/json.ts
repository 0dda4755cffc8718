import { clockOf } from "../../shared/zone.ts";
import type { Format } from "./format.ts";
import { publicReport } from "./public-report.ts";

/**
 * The analysis as it is, indented: the contract `plumbline.analysis/v1`, the same for a version and for what its bundle gives. With a zone, each item of a timeline says its local time
 * too; for readers outside it is `plumbline.public-report/v1`.
 */
export const json: Format = {
  id: "json",
  title: "JSON",
  mediaType: "application/json; charset=utf-8",
  extension: "json",
  render: (analysis, reading = {}) => {
    const { publicWords, zone } = reading;
    const said = publicWords === undefined ? analysis : publicReport(analysis, publicWords, reading);
    const told =
      zone === undefined ? said : { ...said, zone, incidents: said.incidents.map((one) => localized(one, zone)) };
    return `${JSON.stringify(told, null, 2)}\n`;
  },
};

function localized<T extends { timeline: { at: string }[] }>(incident: T, zone: string) {
  const local = clockOf(zone);
  return { ...incident, timeline: incident.timeline.map((item) => ({ ...item, localTime: local(item.at) })) };
}
