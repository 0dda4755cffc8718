/** Plumbline's mark: a plumb line with its bob. Decoration; the word beside it is the name. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
      <path d="M12 1v12" className="mark-line" />
      <path d="M8.2 12.5h7.6l-1.3 4.9L12 22.5l-2.5-5.1z" className="mark-bob" />
    </svg>
  );
}
