import type { Line } from "./conversation";
import { byId, element, fill } from "./dom";

export interface Words {
  [name: string]: string;
}

const nearEnd = 120;

/** Draws the lines into the log, reusing what is there: a bubble never flickers from "sending" to "saved". */
export class Thread {
  private readonly log = byId("log");
  private readonly scroller = byId("main");
  private readonly newest = byId("newest");
  private readonly drawn = new Map<string, HTMLElement>();
  private readonly dots: HTMLElement;
  private following = true;

  constructor(
    private readonly words: Words,
    private readonly sponsor: string,
  ) {
    this.dots = element("div", "dots");
    this.dots.append(element("i"), element("i"), element("i"), element("span", "visually-hidden"));
    this.newest.addEventListener("click", () => this.toEnd());
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    // A growing answer or a keyboard takes room from the thread: whoever was at its end stays there.
    new ResizeObserver(() => this.following && this.drawn.size > 0 && this.toEnd()).observe(this.scroller);
  }

  /** `writer` is the person who is writing, "" for the interviewer. */
  show(lines: Line[], typing: boolean, writer: string): void {
    const live = this.drawn.size > 0;
    const grew = lines.some((line) => !this.drawn.has(line.key));
    const wanted = new Set(lines.map((line) => line.key));
    for (const [key, bubble] of this.drawn) {
      if (wanted.has(key)) continue;
      bubble.remove();
      this.drawn.delete(key);
    }
    lines.forEach((line, place) => {
      const isNew = !this.drawn.has(line.key);
      const bubble = this.bubble(line);
      if (isNew && live) bubble.classList.add("fresh");
      if (this.log.children[place] !== bubble) this.log.insertBefore(bubble, this.log.children[place] ?? null);
      const before = lines[place - 1];
      const newSpeaker = before?.speaker !== line.speaker || before.name !== line.name;
      bubble.classList.toggle("first", newSpeaker);
      bubble.classList.toggle("latest", line.speaker === "respondent" && lines.findLast(isOwn) === line);
    });
    const label = writer ? fill(this.words["person_typing"] ?? "", { name: writer }) : this.words["typing"];
    (this.dots.lastElementChild as HTMLElement).textContent = label ?? "";
    if (typing) this.log.append(this.dots);
    else this.dots.remove();
    if (this.following || (grew && lines.at(-1)?.speaker === "respondent")) this.toEnd();
    else if (grew) this.newest.hidden = false;
  }

  toEnd(): void {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.newest.hidden = true;
  }

  private bubble(line: Line): HTMLElement {
    const found = this.drawn.get(line.key) ?? this.make(line);
    const said = found.querySelector(".said") as HTMLElement;
    const text = line.text || (this.words[`did_${line.action}`] ?? "");
    if (said.textContent !== text) said.textContent = text;
    found.dataset["state"] = line.state;
    const mark = found.querySelector(".mark-kept");
    if (mark) mark.textContent = this.words[line.state === "sending" ? "sending" : "kept"] ?? "";
    return found;
  }

  private make(line: Line): HTMLElement {
    const bubble = element("div", `turn ${line.speaker}`);
    const who = { respondent: "you", interviewer: "interviewer", csm: "person" }[line.speaker];
    const word = line.name ? "person_name" : who;
    bubble.append(element("span", "who", fill(this.words[word] ?? "", { sponsor: this.sponsor, name: line.name })));
    const said = element("p", line.text ? "said" : "said empty");
    said.dir = "auto";
    bubble.append(said);
    if (line.speaker === "respondent") bubble.append(element("span", "mark-kept"));
    this.drawn.set(line.key, bubble);
    return bubble;
  }

  private scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    this.following = scrollHeight - scrollTop - clientHeight < nearEnd;
    if (this.following) this.newest.hidden = true;
  }
}

const isOwn = (line: Line): boolean => line.speaker === "respondent";
