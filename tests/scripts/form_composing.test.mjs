import assert from "node:assert/strict";
import { test } from "node:test";

import { Composing } from "../../templates/assets/form_composing.mjs";

test("what waits for a composition goes on when it ends, or when the input is left", async () => {
  for (const end of ["compositionend", "focusout"]) {
    const form = new EventTarget();
    const composing = new Composing(form);
    await composing.ended();
    form.dispatchEvent(new Event("compositionstart"));
    let isOver = false;
    const waiting = composing.ended().then(() => { isOver = true; });
    await new Promise((done) => setTimeout(done, 5));
    assert.equal(isOver, false);
    form.dispatchEvent(new Event(end));
    await waiting;
  }
});

test("a composition that begins at once after another is waited for too", async () => {
  const form = new EventTarget();
  const composing = new Composing(form);
  form.dispatchEvent(new Event("compositionstart"));
  const waiting = composing.ended();
  form.dispatchEvent(new Event("compositionend"));
  form.dispatchEvent(new Event("compositionstart"));
  form.dispatchEvent(new Event("compositionend"));
  await waiting;
});
