import { Save } from "lucide-react";
import { useId } from "react";
import { REPORT_FORMATS } from "../../../shared/api.ts";
import { AUDIENCES, type ReportVersion } from "../../../shared/api-reports.ts";
import { type ReportChoice, reportFileUrl, useSaveReport } from "../../data/reports.ts";
import { failureText } from "../../lib/failure.ts";
import { words } from "../../lib/format.ts";
import { tellDone, tellFailure } from "../../lib/notices.ts";
import { FormatMenu } from "./format-menu.tsx";
import { type Ask, zonesFor } from "./report-choice.ts";

type Props = { id: string; choice: ReportChoice; versions: ReportVersion[]; ask: Ask; maySave: boolean };

/** Which report is shown, for whom and in which zone; and the ways to take it away or to keep it. */
export function ReportToolbar({ id, choice, versions, ask, maySave }: Props) {
  return (
    <div className="report-toolbar">
      <Choice label="Report">
        {(field) => (
          <select
            id={field}
            value={choice.version ?? ""}
            onChange={(event) => ask({ version: event.target.value, audience: "" })}
          >
            <option value="">Now, not kept</option>
            {versions.map(({ number, state }) => (
              <option key={number} value={number}>
                Version {number}, {words(state).toLowerCase()}
              </option>
            ))}
          </select>
        )}
      </Choice>
      <Choice label="Readers">
        {(field) => (
          <select id={field} value={choice.audience} onChange={(event) => ask({ audience: event.target.value })}>
            {AUDIENCES.map((audience) => (
              <option key={audience} value={audience}>
                {audience === "public" ? "Outside: no names, no log text" : "Inside: everything"}
              </option>
            ))}
          </select>
        )}
      </Choice>
      <ZoneChoice zone={choice.zone} ask={ask} />
      <div className="report-actions">
        <DownloadMenu id={id} choice={choice} />
        {maySave && <SaveButton id={id} audience={choice.audience} ask={ask} />}
      </div>
    </div>
  );
}

function Choice({ label, children }: { label: string; children: (field: string) => React.ReactNode }) {
  const field = useId();
  return (
    <div className="report-choice">
      <label htmlFor={field}>{label}</label>
      {children(field)}
    </div>
  );
}

function ZoneChoice({ zone, ask }: { zone: string | undefined; ask: Ask }) {
  const { own, all } = zonesFor(zone);
  return (
    <Choice label="Times">
      {(field) => (
        <select id={field} value={zone ?? ""} onChange={(event) => ask({ zone: event.target.value })}>
          <option value="">UTC</option>
          {own !== undefined && <option value={own}>UTC and {own} (here)</option>}
          <optgroup label="UTC and …">
            {all
              .filter((name) => name !== own)
              .map((name) => (
                <option key={name} value={name}>
                  {name}
                </option>
              ))}
          </optgroup>
        </select>
      )}
    </Choice>
  );
}

/** A report for readers outside has no bundle, which holds everything. */
function DownloadMenu({ id, choice }: { id: string; choice: ReportChoice }) {
  const formats = REPORT_FORMATS.filter((format) => format !== "bundle" || choice.audience === "internal");
  return <FormatMenu label="Download" formats={formats} urlOf={(format) => reportFileUrl(id, choice, format)} />;
}

function SaveButton({ id, audience, ask }: { id: string; audience: ReportChoice["audience"]; ask: Ask }) {
  const save = useSaveReport(id);
  const run = () =>
    save.mutate(audience, {
      onSuccess: ({ version }) => {
        tellDone(`The report of now is kept as version ${version.number}.`);
        ask({ version: String(version.number), audience: "" });
      },
      onError: (error) => tellFailure(failureText("The report was not kept", error), run),
    });
  return (
    <button type="button" className="button button-main" disabled={save.isPending} onClick={run}>
      <Save size={16} aria-hidden="true" /> {save.isPending ? "Saving" : "Save version"}
    </button>
  );
}
