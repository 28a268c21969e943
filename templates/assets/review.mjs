// The page of a case before a reviewer: what is typed is kept as one goes, as on the applicant's form, by posts to the form's own
// address. Each button posts all of it to its `formaction`.

import { Answers } from "./form_answers.mjs";
import { Requests } from "./form_requests.mjs";
import { Saving } from "./form_saving.mjs";

const SENT_AGAIN_AFTER_MS = 10_000;

export function start(form, line) {
  const words = form.dataset;
  const answers = new Answers(form);
  const requests = new Requests(form, answers);
  const saving = new Saving(() => line, words, answers, requests);
  let isSending = false;
  const isOwn = (event) => event.target.form === form;

  document.addEventListener("input", (event) => { if (isOwn(event)) saving.later(); });
  document.addEventListener("change", (event) => { if (isOwn(event)) saving.later(); });
  form.addEventListener("submit", (event) => {
    if (isSending) {
      event.preventDefault();
      return;
    }
    saving.cancel();
    if (requests.underWay) {
      // What is being saved must not come after what is sent now, which is more.
      event.preventDefault();
      requests.queue.then(() => form.requestSubmit(event.submitter));
      return;
    }
    isSending = true;
    setTimeout(() => { isSending = false; }, SENT_AGAIN_AFTER_MS);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && !isSending) saving.save();
  });
  window.addEventListener("pageshow", () => { isSending = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!saving.hasFailed || isSending || !answers.isDirty()) return;
    event.preventDefault();
    event.returnValue = words.leave;
  });
}

const form = document.getElementById("review");
const line = document.getElementById("saved");
if (form && line) start(form, line);
