import { byId } from "./dom";

type Ending = "human" | "stop";

/** Skip, talk to a person, stop: always in the same place. What ends the interview asks once, right there. */
export function watchMoves(move: (type: "skip" | Ending) => void): void {
  byId("skip").addEventListener("click", () => {
    move("skip");
    byId("answer").focus();
  });
  confirmed("human", move);
  confirmed("stop", move);
}

/** The button `name`, and the question `name-sure` that takes the buttons' place until it is answered. */
function confirmed(name: Ending, move: (type: Ending) => void): void {
  const moves = byId("moves");
  const sure = byId(`${name}-sure`);
  const ask = (open: boolean): void => {
    sure.hidden = !open;
    moves.hidden = open;
    byId(open ? `${name}-yes` : name).focus();
  };
  byId(name).addEventListener("click", () => ask(true));
  byId(`${name}-no`).addEventListener("click", () => ask(false));
  byId(`${name}-yes`).addEventListener("click", () => {
    move(name);
    ask(false);
  });
  sure.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    ask(false);
  });
}
