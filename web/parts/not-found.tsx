import { Link } from "wouter";
import { useTitle } from "../lib/title.ts";
import { Empty } from "./empty.tsx";

/** What an address without a page shows. */
export function NotFound() {
  useTitle("No such page");
  return (
    <div className="page">
      <Empty title="There is no page at this address" isPage>
        <p>The link may be old or cut short.</p>
        <Link className="button" href="/incidents">
          Show all incidents
        </Link>
      </Empty>
    </div>
  );
}
