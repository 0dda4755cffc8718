import { ExternalLink } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";
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
  const frame = useRef<HTMLIFrameElement>(null);
  const isInside = useFocusInside(frame);
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
        ref={frame}
        className="report-frame"
        data-focus={isInside}
        title={`${name}, preview`}
        src={url}
        sandbox="allow-popups"
      />
    </Section>
  );
}

/** Whether what is in the frame has the focus, which no selector of the page around it tells. */
function useFocusInside(frame: RefObject<HTMLIFrameElement | null>): boolean {
  const [isInside, setInside] = useState(false);
  useEffect(() => {
    const look = () => setInside(document.activeElement === frame.current);
    const events = ["blur", "focus"] as const;
    for (const event of events) window.addEventListener(event, look);
    return () => {
      for (const event of events) window.removeEventListener(event, look);
    };
  }, [frame]);
  return isInside;
}
