import type { Status, Turn, Welcome } from "./frames";

/** One line of the thread, in the order it is shown. `key` stays the same from "sending" to "saved". */
export interface Line {
  key: string;
  speaker: Turn["speaker"];
  text: string;
  /** "skip", "stop", "human" or "give_back" for a turn without words. */
  action: string;
  /** Who a person is, "" for the others. */
  name: string;
  state: "sending" | "kept" | "preview";
}

interface Said {
  id: string;
  text: string;
  after: number;
}

/** Everything known about the interview, from frames alone. Turns are keyed by `seq`, so no frame counts twice. */
export class Conversation {
  status: Status = "open";
  person = "";
  waitMinutes = 0;
  /** Said after a long silence, gone with the next word. */
  nudge = "";
  consent: Welcome["consent"] = { version: "", text: "", given: false };
  progress = 0;
  typing = false;
  closedBecause = "";
  /** Last seq up to which nothing is missing: what `resume` asks from. */
  seen = 0;
  private readonly turns = new Map<number, Turn>();
  private readonly keys = new Map<number, string>();
  private readonly actions = new Map<number, string>();
  private unsent: Said[] = [];
  private preview: { replyTo: number | string; text: string } | null = null;

  welcome(frame: Welcome): Turn[] {
    this.stand(frame);
    this.consent = frame.consent;
    this.progress = frame.progress;
    this.typing = false;
    this.preview = null;
    const fresh = frame.turns.filter((turn) => !this.turns.has(turn.seq));
    for (const turn of frame.turns) this.turns.set(turn.seq, turn);
    this.seen = Math.max(this.seen, ...frame.turns.map((turn) => turn.seq));
    return fresh;
  }

  stand({ status, person, wait_minutes }: Pick<Welcome, "status" | "person" | "wait_minutes">): void {
    this.status = status;
    this.person = person ?? "";
    this.waitMinutes = wait_minutes ?? 0;
    if (status === "with_human") this.typing = false;
  }

  /** False when the turn was here already. */
  turn(turn: Turn, progress?: number): boolean {
    const fresh = !this.turns.has(turn.seq);
    this.turns.set(turn.seq, turn);
    this.consent = { ...this.consent, given: true };
    this.nudge = "";
    if (progress !== undefined) this.progress = progress;
    if (turn.speaker !== "respondent") {
      this.typing = false;
      this.preview = null;
      if (this.status === "paused") this.status = "open";
    }
    this.advance();
    return fresh;
  }

  say(id: string, text: string): void {
    this.nudge = "";
    this.unsent.push({ id, text, after: this.seen });
  }

  /** The answer is on disk as `seq`; true when it was one of ours. */
  acknowledged(id: string, seq: number): boolean {
    const said = this.unsent.find((each) => each.id === id);
    if (!said) return false;
    this.unsent = this.unsent.filter((each) => each !== said);
    this.keys.set(seq, id);
    if (!this.turns.has(seq)) this.turns.set(seq, { seq, speaker: "respondent", text: said.text, at: "" });
    this.advance();
    return true;
  }

  /** The move without words that became turn `seq`. */
  moved(seq: number, action: string): void {
    this.actions.set(seq, action);
  }

  withdraw(id: string): void {
    this.unsent = this.unsent.filter((each) => each.id !== id);
  }

  /** A finished sentence of the coming reply. */
  sentence(replyTo: number | string, text: string): void {
    const before = this.preview?.replyTo === replyTo ? this.preview.text : "";
    const gap = before && !/[\s。！？」]$/.test(before) && !/^\s/.test(text) ? " " : "";
    this.preview = { replyTo, text: before + gap + text };
  }

  lines(): Line[] {
    const turns = [...this.turns.values()].sort((a, b) => a.seq - b.seq);
    const lines: Line[] = turns.map((turn) => ({
      key: this.keys.get(turn.seq) ?? `turn-${turn.seq}`,
      speaker: turn.speaker,
      text: turn.text,
      action: turn.text ? "" : (turn.action ?? this.actions.get(turn.seq) ?? ""),
      name: turn.name ?? "",
      state: "kept",
    }));
    // After a lost ack the stored turn may come back before its ack does: show it once.
    for (const said of this.unsent) {
      if (turns.some((turn) => isSame(turn, said))) continue;
      lines.push({ key: said.id, speaker: "respondent", text: said.text, action: "", name: "", state: "sending" });
    }
    const { preview } = this;
    if (preview) lines.push({ key: "preview", speaker: "interviewer", text: preview.text, action: "", name: "", state: "preview" });
    return lines.filter((line) => line.text || line.action);
  }

  private advance(): void {
    while (this.turns.has(this.seen + 1)) this.seen += 1;
  }
}

function isSame(turn: Turn, said: Said): boolean {
  return turn.speaker === "respondent" && turn.seq > said.after && plain(turn.text) === plain(said.text);
}

const plain = (text: string): string => text.normalize("NFC").trim();
