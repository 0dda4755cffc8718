import { ExternalLink } from "lucide-react";
import { type ReportChoice, reportFileUrl } from "../../data/reports.ts";
import { Section } from "../../parts/section.tsx";

type Props = {
  id: string;
  choice: ReportChoice;
  /** What the report reads by beside its choice: the incident's revision, or when the version was marked. */
  state: string | number;
};

/** The report as it reads, in a frame that can run nothing; read again when it reads otherwise. */
export function ReportPreview({ id, choice, state }: Props) {
  const url = reportFileUrl(id, choice, "html", true);
  const name = choice.version === undefined ? "Report of now" : `Version ${choice.version}`;
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
      <iframe
        key={`${url} ${state}`}
        className="report-frame"
        title={`${name}, preview`}
        src={url}
        sandbox="allow-popups"
      />
    </Section>
  );
}
