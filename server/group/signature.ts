import { createHash } from "node:crypto";
import type { ErrorEvent, Frame } from "../../shared/events.ts";
import type { FamilyId } from "../../shared/families.ts";
import type { Signature, Slots } from "../../shared/group.ts";
import { remembering } from "../../shared/memo.ts";
import { keyOf } from "./key.ts";
import { templateOf } from "./template.ts";

/** The parts of an event that decide which mistake it is. */
export type Signable = Pick<ErrorEvent, "kind" | "message" | "text" | "exceptions"> &
  Partial<Pick<ErrorEvent, "request">>;

const MAX_TITLE_LENGTH = 160;
/** The family of exceptions that no other family knows: its message is part of what it is. */
const UNKNOWN_EXCEPTION: FamilyId = "code.unhandled-exception";

/**
 * What makes an event the same mistake as another. With a family: the family and its slots. Without: for exceptions the
 * innermost type, its masked message and the function of the app that it passed last; for requests method, route and
 * status; else the masked text. The template is always filled, for showing.
 */
export function signatureOf(event: Signable, recognised?: { family: FamilyId; slots: Slots }): Signature {
  const { template, masks } = knownTemplate(event.message);
  if (recognised !== undefined) return { family: recognised.family, slots: sorted(recognised.slots), template, masks };
  return { slots: sorted(ownSlots(event)), template, masks };
}

/** 16 hex digits from environment, service and signature: the same on every machine. */
export function groupIdOf(environment: string, service: string, signature: Signature): string {
  return knownId(JSON.stringify([environment, service, ...identityOf(signature)]));
}

/** Messages without what varies come again and again, and so do groups. */
const knownTemplate = remembering(templateOf);
const knownId = remembering((parts) => createHash("sha256").update(parts).digest("hex").slice(0, 16));

/** One line for people: what happened, at most 160 characters. */
export function titleOf(event: Signable, signature: Signature): string {
  const { request } = event;
  if (event.kind === "request" && request !== undefined) {
    return cut(`${request.method} ${request.route} answered ${request.status ?? "nothing"}`);
  }
  return titleOfTemplate(signature.template, event.exceptions[0]?.type);
}

/** The first line of a masked text, with the type of the exception where it does not say that itself. */
export function titleOfTemplate(template: string, type?: string): string {
  const line = firstLine(template);
  return cut(type === undefined || line.includes(shortName(type)) ? line : `${shortName(type)}: ${line}`);
}

/**
 * The words that a group's id is made from. A user's rule decides within a failure family, and among failed requests within a
 * route: causes are weighed by family, exposure is counted by route.
 */
function identityOf(signature: Signature): string[] {
  const { family, slots, template, fingerprint } = signature;
  if (fingerprint !== undefined) {
    const { method, route, status, origin } = slots;
    const request = route === undefined ? [] : [method ?? "", route, status ?? "", origin ?? ""];
    return ["fingerprint", family ?? "", ...request, "", ...fingerprint];
  }
  const named = Object.entries(slots).flatMap(([name, value]) => [name, isAddress(value) ? "<ip>" : value]);
  if (family !== undefined && family !== UNKNOWN_EXCEPTION) return [family, ...named];
  const isRequest = slots.route !== undefined;
  return [family ?? "", ...named, isRequest ? "" : keyOf(template)];
}

/** Which machine of several answered is no identity; a host's name is. */
function isAddress(value: string): boolean {
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(value) || /^[0-9a-f]*:[0-9a-f:]*:[0-9a-f:.]*$/i.test(value);
}

function ownSlots(event: Signable): Slots {
  const { request } = event;
  if (event.kind === "request" && request !== undefined) {
    const status: Slots = request.status === undefined ? {} : { status: String(request.status) };
    return { method: request.method, route: request.route, ...status };
  }
  const innermost = event.exceptions[0];
  if (innermost === undefined) return {};
  const name = ownFunction(innermost.frames) ?? event.exceptions.map((link) => ownFunction(link.frames)).find(Boolean);
  return { exception: innermost.type, ...(name === undefined ? {} : { function: name }) };
}

/** The function of the app's own code that lies nearest to the failure. */
function ownFunction(frames: Frame[]): string | undefined {
  return frames.findLast((frame) => frame.isOwn && frame.function !== undefined)?.function;
}

function sorted(slots: Slots): Slots {
  return Object.fromEntries(Object.entries(slots).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function firstLine(text: string): string {
  const end = text.indexOf("\n");
  return end < 0 ? text : text.slice(0, end);
}

/** `sqlalchemy.exc.IntegrityError` is `IntegrityError` to people. */
function shortName(type: string): string {
  return type.slice(type.lastIndexOf(".") + 1);
}

function cut(text: string): string {
  return text.length <= MAX_TITLE_LENGTH ? text : `${text.slice(0, MAX_TITLE_LENGTH - 1)}…`;
}
