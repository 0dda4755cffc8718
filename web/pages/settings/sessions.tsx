import { useSessionEnd, useSessions } from "../../data/settings.ts";
import { failureText } from "../../lib/failure.ts";
import { tellDone, tellFailure } from "../../lib/notices.ts";
import { visible } from "../../lib/text.ts";
import { Failure } from "../../parts/failure.tsx";
import { Nothing, Section } from "../../parts/section.tsx";
import { Time } from "../../parts/time.tsx";

/** Who is signed in with a browser, and a way to end that. */
export function Sessions() {
  const { data, error, refetch } = useSessions();
  const end = useSessionEnd();
  const run = (id: string, who: string) =>
    end.mutate(id, {
      onSuccess: () => tellDone(`The session of ${who} is ended.`),
      onError: (fault) => tellFailure(failureText("The session was not ended", fault), () => run(id, who)),
    });
  return (
    <Section id="sessions" title="Sessions">
      {error && <Failure doing="The sessions could not be read" error={error} retry={() => void refetch()} />}
      {data?.sessions.length === 0 && <Nothing>Nobody is signed in with a session of Plumbline's own.</Nothing>}
      <ul className="setting-list">
        {data?.sessions.map(({ id, who, createdAt, lastUsedAt, endsAt }) => (
          <li key={id} className="setting-row">
            <div className="setting-text">
              <p className="setting-name">{visible(who)}</p>
              <p className="quiet">
                Since <Time at={createdAt} /> · last used <Time at={lastUsedAt} /> · ends <Time at={endsAt} />
              </p>
            </div>
            <div className="setting-actions">
              <button
                type="button"
                className="button button-small"
                aria-label={`End the session of ${who}`}
                disabled={end.isPending}
                onClick={() => run(id, who)}
              >
                End
              </button>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
