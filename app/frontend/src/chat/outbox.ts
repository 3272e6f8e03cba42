import type { Kept } from "./frames";
import type { Shelf } from "./storage";

/** Frames the server has not acknowledged yet, oldest first, kept over reloads. */
export class Outbox {
  private frames: Kept[];

  constructor(private readonly shelf: Shelf) {
    this.frames = restore(shelf.read("out"));
  }

  get waiting(): readonly Kept[] {
    return this.frames;
  }

  add(frame: Kept): void {
    this.frames.push(frame);
    this.save();
  }

  /** The frame with this id, taken out; undefined when another tab or an earlier ack already had it. */
  take(id: string): Kept | undefined {
    const found = this.frames.find((frame) => frame.id === id);
    if (found) this.keepOnly((frame) => frame !== found);
    return found;
  }

  keepOnly(wanted: (frame: Kept) => boolean): void {
    this.frames = this.frames.filter(wanted);
    this.save();
  }

  private save(): void {
    this.shelf.write("out", this.frames.length ? JSON.stringify(this.frames) : "");
  }
}

function restore(saved: string): Kept[] {
  try {
    const frames: unknown = JSON.parse(saved || "[]");
    return Array.isArray(frames) ? frames.filter((frame) => typeof frame?.id === "string") : [];
  } catch {
    return [];
  }
}
