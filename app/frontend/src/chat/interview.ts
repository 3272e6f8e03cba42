import { Announcer } from "./announcer";
import { Composer } from "./composer";
import { Conversation } from "./conversation";
import { byId, fill, paragraphs } from "./dom";
import type { Incoming, Kept, Turn, Welcome } from "./frames";
import type { Host } from "./host";
import { newId } from "./ids";
import { StatusLine } from "./line";
import { Link } from "./link";
import { watchMoves } from "./moves";
import { Outbox } from "./outbox";
import { askForRating } from "./rating";
import { StandingCard } from "./standing";
import { wasJustStarted } from "./start";
import { lastInterview, type Shelf, tabShelf } from "./storage";
import { Thread, type Words } from "./thread";
import { showView, type View } from "./views";

export interface InterviewBoot {
  slug: string;
  token: string;
  ws_path: string;
  sponsor: string;
  strings: Words;
}

const secondsBeforeRetry = 2;
const writesFor = 6_000;

/** The hosted page `/i/{token}`: frames in, views out, answers kept until the server has them. */
export class Interview {
  private readonly words: Words;
  private readonly shelf: Shelf;
  private readonly outbox: Outbox;
  private readonly thread: Thread;
  private readonly line: StatusLine;
  private readonly standing: StandingCard;
  private readonly composer: Composer;
  private readonly link: Link;
  private readonly talk = new Conversation();
  private readonly announcer = new Announcer();
  private retry = 0;
  private stillWriting = 0;

  constructor(
    private readonly boot: InterviewBoot,
    private readonly host: Host,
  ) {
    this.words = boot.strings;
    this.shelf = tabShelf(boot.token);
    this.outbox = new Outbox(this.shelf);
    this.thread = new Thread(this.words, boot.sponsor);
    this.line = new StatusLine(this.words);
    this.standing = new StandingCard(this.words, boot.sponsor);
    this.composer = new Composer(this.words, this.shelf, {
      say: (text) => this.say(text),
      typing: (on) => void this.link.send({ type: "typing", on }),
    });
    this.link = new Link(boot.ws_path, {
      after: () => this.talk.seen,
      heard: (frame) => this.hear(frame),
      changed: (state) => this.line.show(state),
      refused: () => void this.checkLink(),
    });
    for (const frame of this.outbox.waiting) if (frame.type === "say") this.talk.say(frame.id, frame.text);
    byId("begin").addEventListener("click", () => this.begin());
    byId("agree").addEventListener("click", () => this.agree());
    watchMoves((type) => this.keep({ type, id: newId() }));
    if (this.shelf.read("begun") || lastInterview.of(boot.slug) === boot.token || wasJustStarted()) this.begin();
  }

  private begin(): void {
    this.shelf.write("begun", "yes");
    showView("wait");
    this.link.connect();
  }

  private agree(): void {
    if (this.outbox.waiting.some((frame) => frame.type === "consent")) return;
    this.keep({ type: "consent", id: newId(), version: this.talk.consent.version });
    this.show();
  }

  private say(text: string): void {
    const id = newId();
    this.talk.say(id, text);
    this.keep({ type: "say", id, text });
    this.show();
  }

  private keep(frame: Kept): void {
    this.problem("");
    this.outbox.add(frame);
    if (this.link.state === "open") this.deliver(frame);
  }

  private deliver(frame: Kept): void {
    // A refused frame waits for its retry; only silence counts as a dead socket.
    if (this.link.send(frame)) this.link.expectAck(() => !this.retry && this.outbox.waiting.includes(frame));
  }

  private flush(): void {
    clearTimeout(this.retry);
    this.retry = 0;
    for (const frame of this.outbox.waiting) this.deliver(frame);
  }

  private hear(frame: Incoming): void {
    if (frame.type === "welcome") this.welcomed(frame);
    else if (frame.type === "ack") this.acknowledged(frame.id, frame.seq);
    else if (frame.type === "typing") this.writing(frame.by === "person");
    else if (frame.type === "status") this.talk.stand(frame);
    else if (frame.type === "nudge") this.talk.nudge = frame.text;
    else if (frame.type === "delta") {
      this.talk.sentence(frame.reply_to, frame.text);
      this.announcer.sentence(frame.text);
    } else if (frame.type === "turn") {
      if (this.talk.turn(frame.turn, frame.progress)) this.announce(frame.turn);
    } else if (frame.type === "closed") this.closed(frame.reason);
    else this.refusal(frame);
    this.show();
  }

  private welcomed(frame: Welcome): void {
    const isFirst = this.talk.seen === 0;
    const fresh = this.talk.welcome(frame);
    this.announcer.forget();
    for (const turn of isFirst ? fresh.slice(-1) : fresh) this.announce(turn);
    if (frame.status === "closed") this.outbox.keepOnly((kept) => kept.type === "rate");
    if (frame.consent.given) this.outbox.keepOnly((kept) => kept.type !== "consent");
    if (frame.status === "closed") lastInterview.end(this.boot.slug, this.boot.token);
    else lastInterview.set(this.boot.slug, this.boot.token);
    this.flush();
  }

  private acknowledged(id: string, seq: number): void {
    const frame = this.outbox.take(id);
    this.problem("");
    this.talk.acknowledged(id, seq);
    if (frame?.type === "skip" || frame?.type === "stop" || frame?.type === "human") this.talk.moved(seq, frame.type);
    if (frame?.type === "say") this.host.tell("answered");
    if (frame?.type === "rate") this.host.tell("rated");
    if (frame?.type === "consent") {
      this.talk.consent.given = true;
      this.host.tell("started");
    }
  }

  /** A person may stop writing without sending anything; the interviewer never does. */
  private writing(isPerson: boolean): void {
    clearTimeout(this.stillWriting);
    this.talk.typing = true;
    if (!isPerson) return;
    this.stillWriting = setTimeout(() => {
      this.talk.typing = false;
      this.show();
    }, writesFor);
  }

  private announce(turn: Turn): void {
    if (turn.speaker !== "respondent") this.announcer.turn(turn.text);
  }

  private closed(reason: string): void {
    if (this.talk.status !== "closed") this.host.tell("closed");
    this.talk.status = "closed";
    this.talk.closedBecause = reason;
    this.talk.typing = false;
    this.outbox.keepOnly((frame) => frame.type === "rate");
    lastInterview.end(this.boot.slug, this.boot.token);
  }

  /** An error frame. Nothing written is dropped: it is sent again later or handed back to the box. */
  private refusal(error: Extract<Incoming, { type: "error" }>): void {
    const seconds = Math.ceil(error.retry_after ?? secondsBeforeRetry);
    const sentence = this.words[`error_${error.code}`] ?? error.message;
    this.talk.typing = false;
    if (error.code === "unknown_link") return this.gone();
    if (error.code === "closed") {
      this.link.end();
      if (this.talk.status !== "closed") this.closed("expired");
      return;
    }
    if (error.code === "consent_needed") this.talk.consent.given = false;
    else if (error.code === "too_long" || error.code === "bad_frame") this.handBack(error.id);
    else if (this.outbox.waiting.length) {
      clearTimeout(this.retry);
      this.retry = setTimeout(() => this.flush(), seconds * 1000);
    } else return;
    this.problem(fill(sentence, { n: seconds }), error.code === "busy" || error.code === "rate_limited");
  }

  private handBack(id?: string): void {
    const refused = this.outbox.waiting.find((frame) => !id || frame.id === id);
    if (!refused) return;
    this.outbox.take(refused.id);
    if (refused.type !== "say") return;
    this.talk.withdraw(refused.id);
    this.composer.giveBack(refused.text);
  }

  /** The server would not open a socket: perhaps the link has expired. Its page knows. */
  private async checkLink(): Promise<void> {
    const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
    if (answer && [403, 404, 410].includes(answer.status)) this.gone();
  }

  private gone(): void {
    this.link.end();
    lastInterview.forgetAt(location.pathname);
    showView("gone");
  }

  private view(): View {
    if (this.talk.status === "closed") return "closed";
    return this.talk.consent.given ? "talk" : "consent";
  }

  private show(): void {
    if (this.link.state === "idle" && this.talk.status !== "closed") return;
    const view = this.view();
    if (view === "consent") this.showConsent();
    if (view === "closed") this.showClosed();
    this.standing.show(this.talk);
    showView(view);
    this.thread.show(this.talk.lines(), this.talk.typing && view === "talk", this.talk.person);
    byId<HTMLProgressElement>("progress").value = Math.round(this.talk.progress * 100);
  }

  private showConsent(): void {
    const agreed = this.outbox.waiting.some((frame) => frame.type === "consent");
    const text = byId("consent-text");
    if (text.dataset["version"] !== this.talk.consent.version) text.replaceChildren(...paragraphs(this.talk.consent.text));
    text.dataset["version"] = this.talk.consent.version;
    byId("agree").textContent = this.words[agreed ? "agreeing" : "agree"] ?? "";
    byId("agree").setAttribute("aria-disabled", String(agreed));
  }

  private showClosed(): void {
    const words = this.words[`closed_${this.talk.closedBecause}`] ?? this.words["closed_expired"] ?? "";
    byId("closed-text").textContent = fill(words, { sponsor: this.boot.sponsor });
    askForRating(this.shelf.read("rated") !== "", this.words["rated"] ?? "", (score, reason) => {
      this.shelf.write("rated", "yes");
      this.keep({ type: "rate", id: newId(), score, ...(reason && { reason }) });
    });
  }

  /** `passing`: it will be over by itself. */
  private problem(sentence: string, passing = false): void {
    byId("problem").dataset["passing"] = passing ? "yes" : "no";
    byId("problem").textContent = sentence;
  }
}
