/** Asks for the reason of what somebody wants, which everybody reads later. `placeholder`: such a reason as people give. */
export function WhyField({ placeholder }: { placeholder: string }) {
  return (
    <label>
      Why
      <input className="field" name="reason" required maxLength={500} autoComplete="off" placeholder={placeholder} />
    </label>
  );
}
