import "./form-end.css";

type Props = {
  /** Why it was not done the last time. */
  fault?: string | undefined;
  /** What the button that does it says. */
  button: string;
  isBusy: boolean;
  isReady?: boolean;
  cancel: (from: HTMLElement) => void;
};

/** The last lines of a form: why it was not done, the way out, and the button that does it. */
export function FormEnd({ fault, button, isBusy, isReady = true, cancel }: Props) {
  return (
    <>
      {fault !== undefined && (
        <p className="form-fault" role="alert">
          {fault}
        </p>
      )}
      <div className="form-end">
        <button type="button" className="button" onClick={(event) => cancel(event.currentTarget)}>
          Cancel
        </button>
        <button type="submit" className="button button-main" disabled={!isReady || isBusy}>
          {isBusy ? "Just a moment" : button}
        </button>
      </div>
    </>
  );
}
