import { FlaskConical } from "lucide-react";
import { useSampleAction } from "../../data/status.ts";
import { useUrlFilters } from "../../lib/url-filters.ts";
import { Copyable } from "../../parts/copyable.tsx";
import { runSampleAction } from "../../parts/sample-banner.tsx";
import type { ConnectStep, ConnectWay } from "./connect-step.ts";
import { connectWays } from "./connect-ways.ts";
import "./connect.css";

/** The first run with nothing configured: what to do, step by step for each way in, or a sample to look at. */
export function Connect() {
  const [{ way: wanted }, change] = useUrlFilters({ way: "" });
  const [first, ...others] = connectWays(location.origin);
  const ways = first ? [first, ...others] : [];
  const way = ways.find(({ id }) => id === wanted) ?? first;
  return (
    <section className="connect" aria-labelledby="connect-title">
      <ConnectHead />
      <fieldset className="connect-ways">
        <legend>How do log entries come in?</legend>
        {ways.map((one) => (
          <WayChoice key={one.id} way={one} isChosen={one === way} choose={() => change({ way: one.id }, true)} />
        ))}
      </fieldset>
      <ol className="connect-steps" aria-label={`Steps for ${way?.name}`}>
        {way?.steps.map((step) => (
          <Step key={step.title} step={step} />
        ))}
      </ol>
    </section>
  );
}

function ConnectHead() {
  const sample = useSampleAction();
  return (
    <header className="connect-head">
      <div>
        <h2 id="connect-title">Nothing is connected yet</h2>
        <p>
          Plumbline has no source of log entries, so it cannot know whether something is wrong. A few steps connect a
          Google Cloud project; the sample shows an incident first.
        </p>
      </div>
      <button
        type="button"
        className="button button-main"
        disabled={sample.isPending}
        onClick={() => void runSampleAction(sample.mutateAsync, "load")}
      >
        <FlaskConical size={16} aria-hidden="true" /> {sample.isPending ? "Loading the sample" : "Load the sample"}
      </button>
    </header>
  );
}

type ChoiceProps = { way: ConnectWay; isChosen: boolean; choose: () => void };

function WayChoice({ way, isChosen, choose }: ChoiceProps) {
  return (
    <label className="connect-way">
      <input type="radio" name="way" value={way.id} checked={isChosen} onChange={choose} />
      <span>
        <strong>{way.name}</strong>
        <small>{way.when}</small>
      </span>
    </label>
  );
}

function Step({ step }: { step: ConnectStep }) {
  return (
    <li>
      <h3>{step.title}</h3>
      <p>{withCode(step.text)}</p>
      <Copyable label={step.label} text={step.code} />
    </li>
  );
}

/** What stands between backticks becomes code. */
function withCode(text: string) {
  return text.split("`").map((part, index) => (index % 2 === 1 ? <code key={part}>{part}</code> : part));
}
