import { isAdmin, useSettingsRead, useWhoami } from "../../data/settings.ts";
import { useTitle } from "../../lib/title.ts";
import { Failure } from "../../parts/failure.tsx";
import { PageHead } from "../../parts/page-head.tsx";
import { PageSkeleton } from "../../parts/skeleton.tsx";
import { Account } from "./account.tsx";
import { Audit } from "./audit.tsx";
import { People } from "./people.tsx";
import { Services } from "./services.tsx";
import { Sessions } from "./sessions.tsx";
import { Tokens } from "./tokens.tsx";
import "../../parts/plain-table.css";
import "./settings.css";

/** What is at stake, who may do what, and who did what. */
export default function SettingsPage() {
  useTitle("Settings");
  const { data, error, refetch } = useWhoami();
  const isRead = useSettingsRead(data);
  if (error === null && !isRead) return <PageSkeleton />;
  const mayAll = isAdmin(data);
  return (
    <div className="page settings">
      <PageHead title="Settings" note="What can be changed here; all else stands in plumbline.yaml." />
      {error && <Failure doing="Who you are could not be read" error={error} retry={() => void refetch()} />}
      {data && <Account who={data} />}
      <Services />
      {mayAll && <People />}
      {mayAll && <Tokens />}
      {mayAll && <Sessions />}
      {mayAll && <Audit />}
    </div>
  );
}
