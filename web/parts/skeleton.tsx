import { useAfter } from "../lib/after.ts";

const PATIENCE_MS = 200;
const ROWS = ["first", "second", "third", "fourth", "fifth", "sixth"] as const;

/** Grey bars where a page will be; only after 200 ms, so that fast answers do not flicker. */
export function PageSkeleton() {
  const isShown = useAfter(PATIENCE_MS);
  return (
    <div className="page" aria-busy="true">
      <h1 className="visually-hidden">Loading</h1>
      {isShown && (
        <>
          <p className="visually-hidden" role="status">
            The page is loading
          </p>
          <div className="skeleton" aria-hidden="true">
            {ROWS.map((row) => (
              <div key={row} className="skeleton-row" />
            ))}
          </div>
        </>
      )}
    </div>
  );
}

/** A grey bar where a part of a page will be; only after 200 ms. */
export function Skeleton() {
  return useAfter(PATIENCE_MS) ? <div className="skeleton-row" role="status" aria-label="Loading" /> : null;
}
