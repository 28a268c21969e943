// The buttons of the form: what one does without leaving the page, and that the form is sent once.

const SENT_AGAIN_AFTER_MS = 10_000;
const byId = (id) => document.getElementById(id);
const REDRAWS = ["add-row", "remove-row", "remove-file"];

export class Buttons {
  constructor(form, tools) {
    Object.assign(this, { form }, tools);
    this.isSending = false;
    this.isReached = false;
  }

  async pressed(event) {
    if (event.target !== this.form) return;
    const button = event.submitter;
    const [command] = (button?.name === "do" ? button.value : "check").split(" ");
    if (this.isSending) {
      event.preventDefault();
    } else if (REDRAWS.includes(command)) {
      event.preventDefault();
      await this.redraw(command, button);
    } else if (command === "save") {
      event.preventDefault();
      if (this.answers.isDirty()) await this.saving.save();
      else this.saving.succeeded();
    } else if (command === "extend" && document.getElementById("timer")) {
      event.preventDefault();
      await this.timer.extend();
    } else if (this.requests.underWay) {
      event.preventDefault();
      this.saving.cancel();
      await this.requests.queue;
      this.form.requestSubmit(button);
    } else if (this.isReached) {
      this.isReached = false;
      this.isSending = true;
      this.saving.cancel();
      setTimeout(() => { this.isSending = false; }, SENT_AGAIN_AFTER_MS);
    } else {
      // A page that cannot be reached would take the place of this one, and of what was typed.
      event.preventDefault();
      this.isReached = await this.saving.reach();
      if (this.isReached) this.form.requestSubmit(button);
      else byId("saved").scrollIntoView({ block: "nearest" });
    }
  }

  async redraw(command, button) {
    const within = command === "remove-row" ? button.closest("[id^='part-']:has(button[value^='remove-row'])") : button;
    const fresh = await this.parts.redraw(button.value, this.parts.of(within));
    this.totals.refresh();
    if (!fresh || command !== "add-row") return;
    const last = [...fresh.querySelectorAll("tbody > tr, .items > li")].at(-1);
    last?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }
}
