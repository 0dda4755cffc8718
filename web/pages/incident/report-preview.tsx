import { ExternalLink } from "lucide-react";
import { type ReportChoice, reportFileUrl } from "../../data/reports.ts";
import { Section } from "../../parts/section.tsx";

type Props = { id: string; choice: ReportChoice; revision: number };

/** The report as it reads, in a frame that can run nothing. The one of now is read again when the incident changes. */
export function ReportPreview({ id, choice, revision }: Props) {
  const url = reportFileUrl(id, choice, "html", true);
  const name = choice.version === undefined ? "Report of now" : `Version ${choice.version}`;
  const key = choice.version === undefined ? `${url} ${revision}` : url;
  return (
    <Section
      id="preview"
      title={name}
      aside={
        <a className="text-button" href={url} target="_blank" rel="noreferrer">
          Open alone <ExternalLink size={14} aria-hidden="true" />
        </a>
      }
    >
      <iframe key={key} className="report-frame" title={`${name}, preview`} src={url} sandbox="allow-popups" />
    </Section>
  );
}
