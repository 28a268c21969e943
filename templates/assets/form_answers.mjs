// What is typed into the form, as pairs to be posted.

/** Returns what an input holds: its text, or whether it is ticked. */
export const value = (input) =>
  input.type === "checkbox" || input.type === "radio" ? input.checked : input.value;

/** The answers of a form, and those of them that the server has. */
export class Answers {
  constructor(form) {
    this.form = form;
    this.kept = this.typed();
  }

  /** Tells whether an input is a password, even while it is shown. */
  isSecret(input) {
    return input.type === "password" || this.form.querySelector(`[data-show="${CSS.escape(input.id)}"]`) !== null;
  }

  /** Tells whether an input stays out of what is saved. */
  isQuiet(input) {
    return input.type === "file" || this.isSecret(input);
  }

  /** Returns the pairs as a browser would post them; without files, and without passwords unless they are asked for. */
  pairs(withSecrets = false) {
    const all = new URLSearchParams();
    for (const input of this.form.elements) {
      if (!input.name || input.name === "do" || input.name === "state" || input.disabled || input.type === "submit") continue;
      if (this.isQuiet(input) && !(withSecrets && this.isSecret(input))) continue;
      if ((input.type === "checkbox" || input.type === "radio") && !input.checked) continue;
      all.append(input.name, input.value);
    }
    return all;
  }

  typed() {
    return this.pairs().toString();
  }

  isDirty() {
    return this.typed() !== this.kept;
  }
}
