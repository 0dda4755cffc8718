const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** What the body of a document needs beside itself: addresses, charts and numbered lists, in order of use. */
export type DocxWriter = {
  relations: { id: string; type: string; target: string; isOutside?: boolean }[];
  charts: string[];
  lists: string[];
  /** The relation of an address; one for each address. */
  link: (href: string) => string;
  /** Keeps a chart and gives its relation. */
  chart: (xml: string) => string;
  /** A list that counts from 1, or the list of bullets: its number. */
  list: (isOrdered: boolean) => number;
};

const BULLETS = 1;

/** A writer that has seen nothing. */
export function createWriter(): DocxWriter {
  const links = new Map<string, string>();
  const writer: DocxWriter = {
    relations: [],
    charts: [],
    lists: [],
    link(href) {
      const known = links.get(href);
      if (known !== undefined) return known;
      const id = `link${links.size + 1}`;
      links.set(href, id);
      writer.relations.push({ id, type: `${OFFICE}/hyperlink`, target: href, isOutside: true });
      return id;
    },
    chart(xml) {
      writer.charts.push(xml);
      const id = `chart${writer.charts.length}`;
      writer.relations.push({ id, type: `${OFFICE}/chart`, target: `charts/${id}.xml` });
      return id;
    },
    list(isOrdered) {
      if (!isOrdered) return BULLETS;
      const number = BULLETS + 1 + writer.lists.length;
      writer.lists.push(
        `<w:num w:numId="${number}"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`,
      );
      return number;
    },
  };
  return writer;
}
