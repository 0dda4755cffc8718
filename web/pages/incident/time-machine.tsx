import { ChevronLeft, ChevronRight, History, X } from "lucide-react";
import { useMemo } from "react";
import type { IncidentResponse } from "../../../shared/api.ts";
import type { Moment } from "../../../shared/api-incident.ts";
import { changesBetween } from "../../../shared/incident-changes.ts";
import { useHistory } from "../../data/incident-history.ts";
import { moment as momentText, useZone } from "../../lib/clock.ts";
import { countOf } from "../../lib/format.ts";
import { Failure } from "../../parts/failure.tsx";
import { Time } from "../../parts/time.tsx";
import { ChangeList, changeLine } from "./change-list.tsx";
import { MomentField } from "./moment-field.tsx";
import { MomentList } from "./moment-list.tsx";
import { atOf, nextChange, placeOf } from "./moments.ts";
import "./time-machine.css";

type Props = {
  id: string;
  /** The moment as the address holds it; empty for now. */
  at: string;
  setAt: (at: string, isMoving?: boolean) => void;
  /** What the page shows, and what holds now; undefined while it is read. */
  shown: IncidentResponse | undefined;
  present: IncidentResponse | undefined;
  close: () => void;
};

/** Shows what was known at an earlier moment: a slider over the moments, what changed then, and what is different now. */
export function TimeMachine({ id, at, setAt, shown, present, close }: Props) {
  const { data, error, refetch } = useHistory(id);
  const moments = data?.moments ?? [];
  const place = placeOf(moments, at);
  const go = (next: number, isMoving = false) => setAt(atOf(moments, next), isMoving);
  return (
    <section className="time-machine" aria-label="Time machine" data-past={at !== ""}>
      <div className="time-machine-head">
        <History size={20} aria-hidden="true" />
        <Banner at={at} shown={shown} />
        {at === "" ? (
          <button type="button" className="icon-button" aria-label="Close the time machine" onClick={close}>
            <X size={18} aria-hidden="true" />
          </button>
        ) : (
          <button type="button" className="button button-main" onClick={() => setAt("")}>
            Back to now
          </button>
        )}
      </div>
      {error && <Failure doing="The history could not be read" error={error} retry={() => void refetch()} />}
      {data && moments.length === 0 && (
        <p>No moment is kept of this incident yet; the first one is kept when it changes next.</p>
      )}
      {moments.length > 0 && (
        <>
          <Track moments={moments} place={place} go={go} at={at} setAt={setAt} />
          {at !== "" && shown && present && <Words shown={shown} present={present} moment={moments[place]} />}
          <MomentList moments={moments} place={place} go={go} />
        </>
      )}
    </section>
  );
}

function Banner({ at, shown }: { at: string; shown: IncidentResponse | undefined }) {
  if (at === "") {
    return (
      <p className="time-machine-title">What is known now. Move back to see what was known at an earlier moment.</p>
    );
  }
  const past = shown?.past;
  return (
    <div className="time-machine-title" role="status">
      <p>
        <strong>
          What was known at <Time at={at} />
        </strong>
      </p>
      {past && (
        <p className="quiet">
          It held from <Time at={past.from} form="time" /> {past.until === null ? "on, and holds still" : "until "}
          {past.until !== null && <Time at={past.until} form="time" />}. Nothing can be changed in the past.
        </p>
      )}
    </div>
  );
}

type TrackProps = {
  moments: readonly Moment[];
  place: number;
  go: (place: number, isMoving?: boolean) => void;
  at: string;
  setAt: (at: string) => void;
};

function Track({ moments, place, go, at, setAt }: TrackProps) {
  const [zone] = useZone();
  const chosen = moments[place];
  const earlier = nextChange(moments, place, -1);
  const later = nextChange(moments, place, 1);
  const step = (to: number | undefined) => to !== undefined && go(to);
  return (
    <div className="time-machine-track">
      <button
        type="button"
        className="icon-button"
        aria-label="Change before"
        disabled={earlier === undefined}
        onClick={() => step(earlier)}
      >
        <ChevronLeft size={18} aria-hidden="true" />
      </button>
      <input
        type="range"
        aria-label="Moment"
        aria-valuetext={
          chosen === undefined ? "now" : `${momentText(chosen.at, zone)}, ${changeLine(chosen.changes)}, ${chosen.who}`
        }
        min={0}
        max={moments.length}
        step={1}
        value={place}
        onChange={(event) => go(Number(event.target.value), true)}
      />
      <button
        type="button"
        className="icon-button"
        aria-label="Change after"
        disabled={later === undefined}
        onClick={() => step(later)}
      >
        <ChevronRight size={18} aria-hidden="true" />
      </button>
      <MomentField at={at} setAt={setAt} />
    </div>
  );
}

type WordsProps = { shown: IncidentResponse; present: IncidentResponse; moment: Moment | undefined };

function Words({ shown, present, moment }: WordsProps) {
  const since = useMemo(() => changesBetween(shown.incident, present.incident), [shown, present]);
  return (
    <div className="time-machine-words">
      <div>
        <h2>Changed at that moment</h2>
        {moment === undefined || moment.changes.length === 0 ? (
          <p className="quiet">Only counts and times moved.</p>
        ) : (
          <>
            <p className="quiet">
              by {moment.who}, <Time at={moment.at} form="time" />
            </p>
            <ChangeList changes={moment.changes} label="Changed at that moment" />
          </>
        )}
      </div>
      <div>
        <h2>Different now</h2>
        {since.length === 0 ? (
          <p className="quiet">Nothing but counts and times.</p>
        ) : (
          <>
            <p className="quiet">{countOf(since.length, "difference")}, from then to now</p>
            <ChangeList changes={since} label="Different now" />
          </>
        )}
      </div>
    </div>
  );
}
