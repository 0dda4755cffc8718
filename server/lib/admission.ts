import { PlumblineError } from "./errors.ts";

/** How much is taken at once. */
export type AdmissionLimits = { bodies: number; bytes: number };

/** One body's right to be read and stored. */
export type Ticket = {
  /** Notes that so many more bytes are held. Throws `too-many` where that is too much for all bodies together. */
  hold: (bytes: number) => void;
  /** Gives everything back; again does nothing. */
  leave: () => void;
};

export type Admission = {
  /** Throws `too-many` while as many bodies as allowed are at work. */
  enter: () => Ticket;
  /** How much is held now. */
  held: () => AdmissionLimits;
};

/** Bounds the memory that bodies from outside take: whoever comes when it is full is asked to come again. */
export function createAdmission(limits: AdmissionLimits): Admission {
  let [bodies, bytes] = [0, 0];
  return {
    enter: () => {
      if (bodies >= limits.bodies) {
        throw new PlumblineError(
          "too-many",
          `${limits.bodies} bodies are being stored already: send this one again in a moment.`,
        );
      }
      bodies += 1;
      let [own, isOpen] = [0, true];
      return {
        hold: (more) => {
          if (bytes + more > limits.bytes && own < bytes) {
            throw new PlumblineError(
              "too-many",
              `${limits.bytes} bytes are being stored already: send this body again in a moment.`,
            );
          }
          own += more;
          bytes += more;
        },
        leave: () => {
          if (!isOpen) return;
          isOpen = false;
          bodies -= 1;
          bytes -= own;
        },
      };
    },
    held: () => ({ bodies, bytes }),
  };
}
