import assert from "node:assert/strict";
import { test } from "node:test";

import { Answers, value } from "../../templates/assets/form_answers.mjs";
import { formOf, input } from "./fake.mjs";

test("what is typed is posted as a browser would, without files and passwords", () => {
  const form = formOf([
    input("csrf", "t", { type: "hidden" }),
    input("/name", "Zhao & Co"),
    input("/kinds", "a", { type: "checkbox", checked: true }),
    input("/kinds", "b", { type: "checkbox", checked: false }),
    input("/kind", "b", { type: "radio", checked: true }),
    input("/scan", "C:\\x.jpg", { type: "file" }),
    input("/password", "secret", { type: "password" }),
    input("/gone", "x", { disabled: true }),
    input("do", "save", { type: "submit" }),
    input("", "nameless"),
  ]);
  const answers = new Answers(form);
  assert.equal(answers.typed(), "csrf=t&%2Fname=Zhao+%26+Co&%2Fkinds=a&%2Fkind=b");
  assert.equal(answers.pairs(true).get("/password"), "secret");
});

test("a password is one even while it is shown", () => {
  const shown = input("/password", "secret", { id: "f-password" });
  const answers = new Answers(formOf([shown], { passwords: ["f-password"] }));
  assert.equal(answers.typed(), "");
  assert.ok(answers.isQuiet(shown));
});

test("answers are dirty until what is typed is kept", () => {
  const name = input("/name", "a");
  const answers = new Answers(formOf([name]));
  assert.equal(answers.isDirty(), false);
  name.value = "b";
  assert.equal(answers.isDirty(), true);
  answers.kept = answers.typed();
  assert.equal(answers.isDirty(), false);
});

test("a box holds whether it is ticked", () => {
  assert.equal(value(input("/a", "true", { type: "checkbox", checked: false })), false);
  assert.equal(value(input("/a", "x")), "x");
});
