import { CircleCheck, TriangleAlert, X } from "lucide-react";
import { dismiss, type Notice, useNotices } from "../lib/notices.ts";

/** What just worked or failed, spoken by screen readers too. */
export function Notices() {
  const notices = useNotices();
  return (
    <section className="notices" aria-live="polite" aria-label="Notices">
      {notices.map((notice) => (
        <NoticeItem key={notice.id} notice={notice} />
      ))}
    </section>
  );
}

function NoticeItem({ notice }: { notice: Notice }) {
  const Icon = notice.kind === "done" ? CircleCheck : TriangleAlert;
  const { retry } = notice;
  return (
    <div className="notice" data-kind={notice.kind}>
      <Icon size={18} aria-hidden="true" />
      <p>{notice.text}</p>
      {retry !== undefined && (
        <button
          type="button"
          className="text-button"
          onClick={() => {
            dismiss(notice.id);
            retry();
          }}
        >
          Retry
        </button>
      )}
      <button type="button" className="icon-button" aria-label="Dismiss" onClick={() => dismiss(notice.id)}>
        <X size={16} aria-hidden="true" />
      </button>
    </div>
  );
}
