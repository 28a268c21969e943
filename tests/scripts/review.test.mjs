import assert from "node:assert/strict";
import { test } from "node:test";

import { answering, formOf, input, line } from "./fake.mjs";

const listeners = {};
const listen = (kind, run) => { (listeners[kind] ??= []).push(run); };
Object.assign(globalThis.document, { addEventListener: listen, getElementById: () => null, visibilityState: "visible" });
globalThis.window = { addEventListener: listen };
const { start } = await import("../../templates/assets/review.mjs");

const WORDS = { saving: "Saving…", saved: "Saved {time}", notSaved: "Cannot save", leave: "Leave?" };

/** Starts a page with one text, and returns what a press of a button does. */
function pageOf(text) {
  for (const kind of Object.keys(listeners)) delete listeners[kind];
  const form = formOf([text]);
  const pressed = [];
  Object.assign(form, { dataset: WORDS, addEventListener: listen, requestSubmit: (button) => pressed.push(button) });
  text.form = form;
  const said = line();
  start(form, said);
  const press = (submitter) => {
    const event = { submitter, isStopped: false, preventDefault() { this.isStopped = true; } };
    for (const run of listeners.submit) run(event);
    return !event.isStopped;
  };
  const leave = () => {
    document.visibilityState = "hidden";
    for (const run of listeners.visibilitychange) run();
    document.visibilityState = "visible";
  };
  return { said, press, pressed, leave };
}

test("a page that is left keeps what was typed", async () => {
  const text = input("reason 1", "");
  const { said, leave } = pageOf(text);
  const sent = answering({});
  leave();
  assert.equal(sent.length, 0, "nothing was typed");
  text.value = "why";
  leave();
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  assert.equal(sent.length, 1);
  assert.equal(sent[0].body.get("reason 1"), "why");
  assert.match(said.textContent, /^Saved/);
});

test("what is sent waits for what is being saved, and is sent once", async () => {
  const text = input("reason 1", "");
  const { press, pressed, leave } = pageOf(text);
  answering({});
  text.value = "why";
  leave();
  assert.equal(press("decide"), false, "the draft would come after the decision");
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  assert.deepEqual(pressed, ["decide"]);
  assert.equal(press("decide"), true);
  assert.equal(press("decide"), false, "twice");
});
