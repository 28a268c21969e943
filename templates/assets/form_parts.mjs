// The parts of the form, which the server redraws.

import { value } from "./form_answers.mjs";

/** Returns the values of all inputs within an element, by id. */
export const values = (element) =>
  new Map([...element.querySelectorAll("[id]")].filter((input) => "value" in input).map((input) => [input.id, value(input)]));

/** What takes the focus where what had it is gone; a thumbnail is hidden from those who cannot see it. */
const RECEIVES_FOCUS = "[tabindex='-1']:not([aria-hidden]), input:not([type=hidden]), select, textarea, button";

const byId = (id) => document.getElementById(id);

export class Parts {
  constructor(form, answers, requests, saving, composing) {
    Object.assign(this, { form, answers, requests, saving, composing });
  }

  /** Returns the part that an element is drawn with: a cell and what belongs to an alternative, with what surrounds them. */
  of(element) {
    let part = element.closest("[id^='part-']");
    while (part) {
      const around = part.parentElement.closest(".alternative, [data-rows]");
      if (!around || !this.form.contains(around)) break;
      part = around.parentElement.closest("[id^='part-']");
    }
    while (part?.id.endsWith("-choice")) part = part.parentElement.closest("[id^='part-']");
    return part;
  }

  /** Puts what the server drew in the place of `old`; what was typed since the request, and the focus, stay. */
  swap(old, html, before) {
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById(old.id);
    if (!fresh) return null;
    const focused = document.activeElement;
    const [id, start, end] = [focused?.id, focused?.selectionStart, focused?.selectionEnd];
    const hadFocus = old.contains(focused);
    const late = this.lateValues(old, before);
    old.replaceWith(fresh);
    for (const input of fresh.querySelectorAll("input, select, textarea")) {
      if (!late.has(input.id) || input.type === "file") continue;
      if (input.type === "checkbox" || input.type === "radio") input.checked = late.get(input.id);
      else input.value = late.get(input.id);
    }
    if (hadFocus) {
      const again = byId(id) ?? fresh.querySelector(RECEIVES_FOCUS);
      again?.focus({ preventScroll: true });
      if (start !== undefined && start !== null && again?.setSelectionRange) {
        try { again.setSelectionRange(start, end); } catch { /* An input without a selection. */ }
      }
    }
    return fresh;
  }

  /** Returns what was typed since the request, and passwords, which the server never sends back. */
  lateValues(old, before) {
    const late = [...old.querySelectorAll("input, select, textarea")].filter(
      (input) => input.id && (this.answers.isSecret(input) || (before.has(input.id) && before.get(input.id) !== value(input))),
    );
    return new Map(late.map((input) => [input.id, value(input)]));
  }

  /** Has the server carry out a command and redraw a part, or all that is inside the form; returns what it drew. */
  async redraw(command, part, more) {
    const id = part ? part.id.slice("part-".length) : "form";
    const old = part ?? byId("form-inside");
    const before = values(old);
    const now = this.answers.typed();
    old.setAttribute("aria-busy", "true");
    try {
      const response = await this.requests.post(command, { part: id, more });
      const html = await response.text();
      // What an input method is composing would be lost with its input.
      await this.composing.ended();
      const here = byId(old.id);
      const fresh = here && this.swap(here, html, before);
      if (!fresh) throw new Error(`status ${response.status}`);
      if (response.ok && now === this.answers.typed()) this.answers.kept = now;
      return fresh;
    } catch {
      old.removeAttribute("aria-busy");
      this.saving.failed();
      return null;
    }
  }

  /** Returns the parts whose options depend on the answer at a pointer, and those that depend on these. */
  dependents(pointer, found = new Set()) {
    for (const select of this.form.querySelectorAll(`select[data-depends-on="${CSS.escape(pointer)}"]`)) {
      const part = select.closest("[data-pointer]");
      if (found.has(part)) continue;
      found.add(part);
      this.dependents(part.dataset.pointer, found);
    }
    return found;
  }

  /** Returns the smallest part that has all of these within it; `null` where only the form has. */
  around(parts) {
    let shared = this.of(parts[0]);
    while (shared && !parts.every((part) => shared.contains(part))) shared = this.of(shared.parentElement);
    return shared;
  }
}
