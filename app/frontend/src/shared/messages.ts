/** The closed list of messages between a customer's page and the conversation's frame. Nothing else is heard,
 * nothing is sent to an origin that was not checked, and no message carries what a respondent wrote. */

export type Theme = "auto" | "light" | "dark";
export type Mode = "bubble" | "inline";

export type ToFrame =
  | { type: "hello"; mode: Mode; theme: Theme; color: string; identity: string }
  | { type: "identify"; identity: string };

export type ToHost =
  | { type: "ready"; page: string }
  | { type: "resize"; height: number }
  | { type: "escape" }
  | { type: "event"; name: EventName };

export const eventNames = ["started", "answered", "closed", "rated"] as const;
export type EventName = (typeof eventNames)[number];

type Check = (value: unknown) => boolean;

const oneOf = (...values: readonly unknown[]): Check => (value) => values.includes(value);
const token: Check = (value) => typeof value === "string" && /^[\w.-]{0,4096}$/.test(value);
const color: Check = (value) => typeof value === "string" && /^(#[0-9a-f]{6})?$/i.test(value);
const pixels: Check = (value) => typeof value === "number" && value >= 0 && value < 100_000;
const word: Check = (value) => typeof value === "string" && /^[a-z]{1,20}$/.test(value);

const toFrame: Record<ToFrame["type"], Record<string, Check>> = {
  hello: { mode: oneOf("bubble", "inline"), theme: oneOf("auto", "light", "dark"), color, identity: token },
  identify: { identity: token },
};

const toHost: Record<ToHost["type"], Record<string, Check>> = {
  ready: { page: word },
  resize: { height: pixels },
  escape: {},
  event: { name: oneOf(...eventNames) },
};

const stamp = 1;

export const stamped = (message: ToFrame | ToHost): object => ({ ...message, earshot: stamp });

export const readFromHost = (data: unknown): ToFrame | null => read(data, toFrame) as ToFrame | null;
export const readFromFrame = (data: unknown): ToHost | null => read(data, toHost) as ToHost | null;

/** A fresh object holding the listed fields only, or null. */
function read(data: unknown, list: Record<string, Record<string, Check>>): object | null {
  if (typeof data !== "object" || data === null) return null;
  const given = data as Record<string, unknown>;
  const type = given["type"];
  if (given["earshot"] !== stamp || typeof type !== "string" || !Object.hasOwn(list, type)) return null;
  const message: Record<string, unknown> = { type };
  for (const [name, fits] of Object.entries(list[type] ?? {})) {
    if (!Object.hasOwn(given, name) || !fits(given[name])) return null;
    message[name] = given[name];
  }
  return message;
}
