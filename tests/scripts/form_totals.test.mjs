import assert from "node:assert/strict";
import { test } from "node:test";

import { Totals } from "../../templates/assets/form_totals.mjs";

const formWith = (...pointers) => {
  const places = pointers.map((pointer) => ({ dataset: { total: pointer }, textContent: "—" }));
  return { places, querySelectorAll: () => places };
};
const answer = (totals) => ({ ok: true, json: async () => ({ totals }) });

test("totals are shown as the server computed them, and a form without any asks nothing", async () => {
  const form = formWith("/sum", "/rows/0/sum");
  const totals = new Totals(form, { post: async () => answer([{ pointer: "/sum", shown: "0.3" }]) });
  await totals.refresh();
  assert.deepEqual(form.places.map((place) => place.textContent), ["0.3", "—"]);
  const asked = [];
  await new Totals(formWith(), { post: async (command) => asked.push(command) }).refresh();
  assert.deepEqual(asked, []);
});

test("an answer that comes late changes nothing, and neither does a failure", async () => {
  const form = formWith("/sum");
  const waiting = [];
  const totals = new Totals(form, { post: () => new Promise((resolve) => { waiting.push(resolve); }) });
  const first = totals.refresh();
  const second = totals.refresh();
  waiting[1](answer([{ pointer: "/sum", shown: "2" }]));
  waiting[0](answer([{ pointer: "/sum", shown: "1" }]));
  await Promise.all([first, second]);
  assert.equal(form.places[0].textContent, "2");
  totals.requests = { post: async () => { throw new Error("offline"); } };
  await totals.refresh();
  assert.equal(form.places[0].textContent, "2");
});
