/** <form data-confirm="Delete this key?"> asks first; data-confirm-yes and data-confirm-no name the buttons. */
export function askBeforeSubmitting(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    const question = form.dataset["confirm"];
    if (!question || form.dataset["confirmed"]) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(question, form, event.submitter);
  }, { capture: true });
}

function ask(question: string, form: HTMLFormElement, submitter: HTMLElement | null): void {
  const dialog = document.createElement("dialog");
  const card = document.createElement("article");
  const text = document.createElement("p");
  const actions = document.createElement("div");
  const no = button(form.dataset["confirmNo"] ?? "Cancel", "quiet");
  const yes = button(form.dataset["confirmYes"] ?? "Confirm", "");
  text.textContent = question;
  actions.className = "actions";
  actions.append(yes, no);
  card.append(text, actions);
  dialog.append(card);
  dialog.setAttribute("aria-label", question);
  no.addEventListener("click", () => dialog.close());
  yes.addEventListener("click", () => {
    form.dataset["confirmed"] = "yes";
    dialog.close();
    form.requestSubmit(submitter);
    delete form.dataset["confirmed"];
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    submitter?.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  no.focus();
}

function button(label: string, kind: string): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = kind;
  made.textContent = label;
  return made;
}
