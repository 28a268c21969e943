// Each field is checked when it is left.

import { value } from "./form_answers.mjs";

export class Fields {
  /** `announce` says a text to those who cannot see the page. */
  constructor(form, answers, requests, announce) {
    Object.assign(this, { form, answers, requests, announce });
    this.checked = new WeakMap();
  }

  /** Shows what is wrong with a field, or that nothing is. */
  showProblems(part, texts) {
    const id = part.id.slice("part-".length);
    const line = document.getElementById(`problem-${id}`);
    if (!line) return;
    line.replaceChildren(...texts.map((text) => {
      const one = document.createElement("span");
      one.textContent = text;
      return one;
    }));
    line.hidden = texts.length === 0;
    part.classList.toggle("is-wrong", texts.length > 0);
    for (const input of part.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      if (texts.length) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
    if (texts.length) this.announce(`${part.querySelector(".label")?.innerText ?? ""} ${texts.join(" ")}`);
  }

  /** Tells whether a field is to be checked: it has changed since it was, and is not blank and untouched. */
  needsCheck(part) {
    const now = [...part.querySelectorAll("input, select, textarea")].map(value).join("\n");
    const wasWrong = part.classList.contains("is-wrong");
    if (this.checked.get(part) === now || (!wasWrong && !now.replace(/false|\s/g, ""))) return false;
    this.checked.set(part, now);
    return true;
  }

  async left(event) {
    const input = event.target;
    const part = input.closest?.(".field[data-pointer]");
    if (!part || input.type === "file" || !input.name || part.contains(event.relatedTarget)) return;
    if (!this.needsCheck(part)) return;
    try {
      const pointer = part.dataset.pointer;
      const response = await this.requests.post("field", { more: { field: pointer }, withSecrets: this.answers.isSecret(input) });
      if (response.ok) this.showChecked(part.id, pointer, await response.json());
    } catch { /* The whole is checked when it is sent. */ }
  }

  /** Shows what came of a check: of the field itself, and of those that repeat it. */
  showChecked(id, pointer, { checked, problems }) {
    for (const one of checked) {
      const here = one === pointer
        ? document.getElementById(id)
        : this.form.querySelector(`.field[data-pointer="${CSS.escape(one)}"]`);
      // One that repeats this and is still blank is not missing yet.
      if (!here || (one !== pointer && !here.querySelector("input, textarea")?.value)) continue;
      this.showProblems(here, problems.filter((problem) => problem.pointer === one).map((problem) => problem.text));
    }
  }
}
