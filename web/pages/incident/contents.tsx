const PARTS = [
  ["errors", "Errors per minute"],
  ["whys", "Five whys"],
  ["remediation", "Remediation"],
  ["hypotheses", "Hypotheses"],
  ["checks", "Live checks"],
  ["groups", "Error groups"],
  ["lines", "Log lines"],
  ["timeline", "Timeline"],
  ["history", "History and comments"],
  ["coverage", "Coverage"],
] as const;

/** The parts of the page, to jump to. */
export function Contents() {
  return (
    <nav className="contents" aria-label="On this page">
      <ul>
        {PARTS.map(([id, title]) => (
          <li key={id}>
            <a href={`#${id}`}>{title}</a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
