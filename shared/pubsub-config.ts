import { z } from "zod";

const oneOrMore = <T extends z.ZodType>(one: T) =>
  z.union([one, z.array(one).min(1)]).transform((given) => (Array.isArray(given) ? given : [given]));

/** The section `pubsub` of `plumbline.yaml`: whose push requests are taken. Without it none are. */
export const pubsubSchema = z.strictObject({
  /** What the subscription asks tokens for: its own setting, or else the address that it pushes to. */
  audience: oneOrMore(z.string().min(1)),
  /** The service account that the subscription signs as. */
  serviceAccount: oneOrMore(z.email()),
  /** Google's public keys, as a JSON Web Key Set. */
  jwksUrl: z
    .url({ protocol: /^https?$/, error: "expected an https:// address" })
    .default("https://www.googleapis.com/oauth2/v3/certs"),
});

export type PubsubConfig = z.infer<typeof pubsubSchema>;
