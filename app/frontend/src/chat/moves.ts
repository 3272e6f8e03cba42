import { byId } from "./dom";

/** Skip, talk to a person, stop: always in the same place. Stop asks once, right where it was pressed. */
export function watchMoves(move: (type: "skip" | "human" | "stop") => void): void {
  const moves = byId("moves");
  const sure = byId("sure");
  const ask = (open: boolean): void => {
    sure.hidden = !open;
    moves.hidden = open;
    byId(open ? "stop-yes" : "stop").focus();
  };
  byId("skip").addEventListener("click", () => {
    move("skip");
    byId("answer").focus();
  });
  byId("human").addEventListener("click", () => move("human"));
  byId("stop").addEventListener("click", () => ask(true));
  byId("stop-no").addEventListener("click", () => ask(false));
  byId("stop-yes").addEventListener("click", () => {
    move("stop");
    ask(false);
  });
  sure.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    ask(false);
  });
}
