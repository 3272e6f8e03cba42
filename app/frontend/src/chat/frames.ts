/** The frames that may travel on the interview socket, and the check every incoming one passes. */

export interface Turn {
  seq: number;
  speaker: "interviewer" | "respondent" | "csm";
  text: string;
  at: string;
  /** What was done, where a turn has no words. */
  action?: string;
  /** Who a person is. */
  name?: string;
}

export type Status = "open" | "paused" | "with_human" | "closed";

/** How the interview stands: `person` took over, null while one is waited for. */
interface Stand {
  status: Status;
  person?: string | null;
  wait_minutes?: number | null;
}

export interface Welcome extends Stand {
  type: "welcome";
  interview: string;
  consent: { version: string; text: string; given: boolean };
  study: { title: string; sponsor: string; language: string; disclosure: string; minutes: number };
  turns: Turn[];
  progress: number;
}

export type Incoming =
  | Welcome
  | { type: "ack"; id: string; seq: number }
  | { type: "typing"; by?: string }
  | ({ type: "status" } & Stand)
  | { type: "nudge"; text: string }
  | { type: "delta"; reply_to: number | string; text: string }
  | { type: "turn"; turn: Turn; progress: number }
  | { type: "closed"; reason: string }
  | { type: "error"; code: string; message: string; retry_after?: number; id?: string };

/** Frames with an id are kept until the server has acknowledged them. */
export type Kept =
  | { type: "say"; id: string; text: string }
  | { type: "skip" | "stop" | "human"; id: string }
  | { type: "consent"; id: string; version: string }
  | { type: "rate"; id: string; score: number; reason?: string };

export type Outgoing = Kept | { type: "resume"; after: number } | { type: "typing"; on: boolean };

const shapes: Record<Incoming["type"], Record<string, string>> = {
  welcome: { status: "string", consent: "object", study: "object", turns: "object", progress: "number" },
  ack: { id: "string", seq: "number" },
  typing: {},
  status: { status: "string" },
  nudge: { text: "string" },
  delta: { text: "string" },
  turn: { turn: "object" },
  closed: { reason: "string" },
  error: { code: "string", message: "string" },
};

/** The frame in this text, or null: a newer server may say things we do not know yet. */
export function parse(data: unknown): Incoming | null {
  if (typeof data !== "string") return null;
  try {
    const frame = JSON.parse(data) as Record<string, unknown>;
    const shape = Object.hasOwn(shapes, String(frame["type"])) && shapes[frame["type"] as Incoming["type"]];
    if (!shape) return null;
    const fits = Object.entries(shape).every(([name, kind]) => frame[name] !== null && typeof frame[name] === kind);
    return fits ? (frame as unknown as Incoming) : null;
  } catch {
    return null;
  }
}
