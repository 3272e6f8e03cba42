import { byId, element, fill } from "./dom";
import type { Status } from "./frames";
import type { Words } from "./thread";

/** Who is there, when it is not just the interviewer. */
export interface Standing {
  status: Status;
  /** The person who took over, "" while one is waited for. */
  person: string;
  /** How long that usually takes, 0 where nobody said. */
  waitMinutes: number;
  /** A kind word after a long silence, in the interviewer's language. */
  nudge: string;
}

const countsHoursFrom = 100;
const countsDaysFrom = 720;

/** The card under the thread: waiting for a person, a person is here, paused, or take your time. */
export class StandingCard {
  private readonly card = byId("aside");
  private readonly subtitle = byId("with");
  private readonly usual = this.subtitle.textContent ?? "";
  private drawn = "";

  constructor(
    private readonly words: Words,
    private readonly sponsor: string,
  ) {}

  show(standing: Standing): void {
    const { status, person, waitMinutes } = standing;
    const withPerson = status === "with_human";
    const kind = withPerson ? (person ? "here" : "waiting") : status === "paused" ? "paused" : standing.nudge ? "nudge" : "";
    for (const name of ["skip", "human"]) byId(name).hidden = withPerson;
    this.subtitle.textContent = kind === "here" ? this.say("person_name", { name: person }) : this.usual;
    const now = [kind, person, waitMinutes, standing.nudge].join("\n");
    if (now === this.drawn) return;
    this.drawn = now;
    this.card.hidden = !kind;
    this.card.dataset["kind"] = kind;
    this.card.replaceChildren(...this.lines(kind, standing));
  }

  private lines(kind: string, { person, waitMinutes, nudge }: Standing): Node[] {
    if (kind === "waiting") {
      const head = element("strong", "", this.say("waiting"));
      return [element("i", "pulse"), head, element("span", "", `${this.usually(waitMinutes)} ${this.say("waiting_leave")}`.trim())];
    }
    if (kind === "here") {
      const face = element("i", "face", [...person][0]?.toUpperCase() ?? "");
      return [face, element("strong", "", this.say("person_here", { name: person })), element("span", "", this.say("person_reads"))];
    }
    return kind ? [element("span", "", kind === "nudge" ? nudge : this.say("paused"))] : [];
  }

  private usually(minutes: number): string {
    if (!minutes) return "";
    if (minutes >= countsDaysFrom) return this.say("waiting_day");
    const hours = minutes >= countsHoursFrom;
    return this.say(hours ? "waiting_hours" : "waiting_minutes", { n: hours ? Math.round(minutes / 60) : minutes });
  }

  private say(word: string, values: Record<string, string | number> = {}): string {
    return fill(this.words[word] ?? "", { sponsor: this.sponsor, ...values });
  }
}
