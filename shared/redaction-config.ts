import { z } from "zod";

/** The section `redaction` of `plumbline.yaml`. Keys, tokens, passwords, cookies and cards are always redacted. */
export const redactionSchema = z
  .strictObject({
    /**
     * At least 16 characters that only this installation knows: marks of passwords and other short secrets are then told
     * apart. Left out, `serve` makes one and keeps it in its database; `analyze` marks such values by kind alone.
     */
    key: z.string().min(16, "expected at least 16 characters, for example from openssl rand -hex 32").optional(),
    /** Whether e-mail addresses are redacted too. */
    email: z.boolean().default(false),
    /** Whether IP addresses are redacted too. */
    ip: z.boolean().default(false),
  })
  .refine(({ key, email, ip }) => key !== undefined || !(email || ip), {
    path: ["key"],
    error:
      "expected a key of at least 16 characters: without one, people and callers could not be told apart once redacted",
  })
  .prefault({});

export type RedactionConfig = z.infer<typeof redactionSchema>;
