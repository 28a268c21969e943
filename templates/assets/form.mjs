// The form while it is filled in: saved as one goes, checked field by field, files sent at once, parts redrawn by the
// server. Every request is a post to the form's own address with `csrf` and `do`:
//
//   save                    the draft is kept; the answer leads back to the form, and is not followed
//   field, field=<name>     JSON {"checked": [pointer], "problems": [{"pointer", "text"}]}: what is wrong now with this
//                           answer and with those that repeat it; nothing is kept
//   totals                  JSON {"totals": [{"pointer", "shown"}]}: what the totals come to; nothing is kept
//   extend                  the form's page, of which the bar with the new deadline is taken
//   refresh, add-row …, remove-row …, remove-file …, upload
//                           with the header `X-Guichet-Part: <id of a view>` the element `part-<id>` (`part.html`),
//                           with `form` what is inside the form (`form_inside.html`)
//
// Files stay out of all of these but for `upload`, which brings one under its input's name; passwords out of all but for
// the `field` that asks about one.

import { Answers } from "./form_answers.mjs";
import { Buttons } from "./form_buttons.mjs";
import { Composing } from "./form_composing.mjs";
import { Fields } from "./form_fields.mjs";
import { Files } from "./form_files.mjs";
import { Parts } from "./form_parts.mjs";
import { Requests } from "./form_requests.mjs";
import { Saving } from "./form_saving.mjs";
import { Timer } from "./form_timer.mjs";
import { Totals } from "./form_totals.mjs";

const byId = (id) => document.getElementById(id);

function start(form) {
  const words = form.dataset;
  const announce = (text) => { byId("announcement").textContent = text; };
  const answers = new Answers(form);
  const requests = new Requests(form, answers);
  // The bar is redrawn with every extension of the time, and this line with it.
  const saving = new Saving(() => byId("saved"), words, answers, requests);
  const parts = new Parts(form, answers, requests, saving, new Composing(form));
  const fields = new Fields(form, answers, requests, announce);
  const files = new Files(form, words, { parts, fields, requests, saving, announce });
  const totals = new Totals(form, requests);
  const timer = new Timer(requests, saving);
  const buttons = new Buttons(form, { answers, requests, saving, parts, timer, totals });

  form.addEventListener("input", () => saving.later());
  form.addEventListener("focusout", (event) => fields.left(event));
  form.addEventListener("change", ({ target: input }) => {
    if (input.type === "file") {
      files.sendAll(input, input.files);
      input.value = "";
    } else if (!answers.isQuiet(input)) {
      redrawDependents(input, parts, "reactive" in words);
      totals.refresh();
    }
  });
  for (const kind of ["dragover", "dragleave", "drop"]) form.addEventListener(kind, (event) => files.dragged(event));
  document.addEventListener("submit", (event) => buttons.pressed(event));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && !buttons.isSending) saving.save();
  });
  window.addEventListener("pageshow", () => { buttons.isSending = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!saving.hasFailed || buttons.isSending || !answers.isDirty()) return;
    event.preventDefault();
    event.returnValue = words.leave;
  });
  timer.start();
}

/** Redraws what depends on a choice: all of a form of which parts come and go, else the selects that take their options from it. */
function redrawDependents(input, parts, isReactive) {
  const pointer = input.closest("[data-pointer]")?.dataset.pointer;
  const isChoice = input.matches("select, [type=radio], [type=checkbox]");
  if (!isChoice || pointer === undefined) return;
  const found = [...parts.dependents(pointer)];
  if (isReactive) parts.redraw("refresh");
  else if (found.length) parts.redraw("refresh", parts.around(found));
}

const form = byId("form");
if (form?.dataset.saved) start(form);
