import assert from "node:assert/strict";
import { test } from "node:test";

import { Answers } from "../../templates/assets/form_answers.mjs";
import { Requests } from "../../templates/assets/form_requests.mjs";
import { answering, formOf, input } from "./fake.mjs";

const requestsOf = (...inputs) => {
  const form = formOf(inputs);
  return new Requests(form, new Answers(form));
};

test("requests that change the draft go one after another, whatever becomes of each", async () => {
  const requests = requestsOf();
  const order = [];
  let release;
  const first = requests.inTurn(() => new Promise((_, fail) => { release = fail; })).catch(() => order.push("first failed"));
  const second = requests.inTurn(async () => { order.push("second"); });
  await Promise.resolve();
  assert.deepEqual([order, requests.underWay], [[], 2]);
  release(new Error("lost"));
  await Promise.all([first, second]);
  await requests.queue;
  assert.deepEqual([order.toSorted(), requests.underWay], [["first failed", "second"], 0]);
});

test("a request has the answers, the command and what goes along", async () => {
  const sent = answering({});
  await requestsOf(input("csrf", "t")).post("remove-row /rows/0", { part: "f-rows", more: { extra: "x" } });
  assert.equal(sent[0].url, "/apply/x");
  assert.equal(sent[0].body.toString(), "csrf=t&do=remove-row+%2Frows%2F0&extra=x");
  assert.deepEqual(sent[0].headers, { "X-Guichet-Part": "f-rows" });
  assert.equal(sent[0].keepalive, false);
});

test("a save outlives the page while it is small", async () => {
  const sent = answering({}, {});
  await requestsOf(input("/name", "x")).post("save");
  await requestsOf(input("/name", "x".repeat(60_000))).post("save");
  assert.deepEqual(sent.map((one) => one.keepalive), [true, false]);
});

test("a field is asked about at once, with its password if it is one", async () => {
  const sent = answering({});
  const requests = requestsOf(input("/password", "secret", { type: "password" }));
  requests.inTurn(() => new Promise(() => {}));
  await requests.post("field", { more: { field: "/password" }, withSecrets: true });
  assert.equal(sent[0].body.get("/password"), "secret");
});

test("a clock that is off is known from the answer", async () => {
  answering({ headers: new Headers({ Date: new Date(Date.now() + 90_000).toUTCString() }) });
  const requests = requestsOf();
  await requests.post("save");
  assert.ok(Math.abs(requests.clockOff - 90_000) < 2000, String(requests.clockOff));
});
