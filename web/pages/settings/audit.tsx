import { Download } from "lucide-react";
import type { AuditRow } from "../../../shared/api-access.ts";
import { apiUrl } from "../../data/http.ts";
import { useAudit } from "../../data/settings.ts";
import { visible } from "../../lib/text.ts";
import { Failure } from "../../parts/failure.tsx";
import { Nothing, Section } from "../../parts/section.tsx";
import { Time } from "../../parts/time.tsx";

/** Who did what, newest first; all of it as a download. */
export function Audit() {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useAudit();
  const rows = data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Section
      id="audit"
      title="Audit log"
      aside={
        <a className="button button-small" href={apiUrl("/audit?format=ndjson")} download="plumbline-audit.ndjson">
          <Download size={14} aria-hidden="true" /> All as NDJSON
        </a>
      }
    >
      {error && <Failure doing="The audit log could not be read" error={error} retry={() => void refetch()} />}
      {data && rows.length === 0 && <Nothing>Nobody changed anything, and nobody signed in yet.</Nothing>}
      {rows.length > 0 && (
        <div className="table-frame">
          <table className="plain-table audit-table">
            <caption className="visually-hidden">Changes and sign-ins, newest first</caption>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
                <th scope="col">Outcome</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.id} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {hasNextPage && (
        <button type="button" className="button" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show older
        </button>
      )}
    </Section>
  );
}

function Row({ row: { at, who, address, action, target, outcome, detail } }: { row: AuditRow }) {
  return (
    <tr>
      <td className="audit-time">
        <Time at={at} />
      </td>
      <td>
        {visible(who)} {address !== null && <span className="quiet">from {visible(address)}</span>}
      </td>
      <td>
        <code>{visible(action)}</code>{" "}
        {target !== null && action.includes(":") && (
          <span className="quiet">{visible(target.replace(/^\/api\/v1/, ""))}</span>
        )}
      </td>
      <td data-outcome={outcome}>
        {outcome}
        {detail !== null && <span className="quiet">: {visible(detail)}</span>}
      </td>
    </tr>
  );
}
