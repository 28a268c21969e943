import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Answers } from "../../templates/assets/form_answers.mjs";
import { Requests } from "../../templates/assets/form_requests.mjs";
import { Saving } from "../../templates/assets/form_saving.mjs";
import { answering, formOf, input, line } from "./fake.mjs";

const WORDS = { saving: "Saving…", saved: "Saved {time}", notSaved: "Cannot save" };

function savingOf(name) {
  const form = formOf([name]);
  const answers = new Answers(form);
  const said = line();
  return { said, answers, saving: new Saving(() => said, WORDS, answers, new Requests(form, answers)) };
}

test("what was typed is saved, and that is said with the time", async () => {
  const name = input("/name", "a");
  const { said, answers, saving } = savingOf(name);
  const sent = answering({ type: "opaqueredirect", ok: false, status: 0 });
  await saving.save();
  assert.equal(sent.length, 0, "nothing is typed yet");
  name.value = "b";
  await saving.save();
  assert.equal(sent.length, 1);
  assert.match(said.textContent, /^Saved \d/);
  assert.equal(answers.isDirty(), false);
});

test("what cannot be saved is said, stays dirty and is tried again", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const name = input("/name", "a");
  const { said, answers, saving } = savingOf(name);
  const sent = answering(new Error("no connection"), { status: 500, ok: false }, {});
  name.value = "b";
  await saving.save();
  assert.deepEqual([said.textContent, [...said.classes]], ["Cannot save", ["is-bad"]]);
  assert.ok(saving.hasFailed && answers.isDirty());
  await saving.save();
  assert.ok(saving.hasFailed, "a status of 500 is a failure, too");
  mock.timers.tick(10_000);
  await saving.requests.queue;
  await new Promise(setImmediate);
  assert.equal(sent.length, 3);
  assert.deepEqual([saving.hasFailed, said.classes.size], [false, 0]);
  mock.timers.reset();
});

test("typing on puts the saving off", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const name = input("/name", "a");
  const { saving } = savingOf(name);
  const sent = answering({});
  name.value = "b";
  saving.later();
  mock.timers.tick(1500);
  saving.later();
  mock.timers.tick(1500);
  assert.equal(sent.length, 0);
  mock.timers.tick(500);
  await saving.requests.queue;
  assert.equal(sent.length, 1);
  mock.timers.reset();
});
