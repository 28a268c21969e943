import assert from "node:assert/strict";
import { test } from "node:test";

import { Parts } from "../../templates/assets/form_parts.mjs";
import "./fake.mjs";

/** Returns the part of a select at a pointer; `dependsOn` is the pointer that its options are taken from. */
const selectAt = (pointer, dependsOn) => {
  const part = { dataset: { pointer } };
  return { part, dependsOn, closest: () => part };
};

test("what depends on a choice is found, with what depends on that, and a circle ends", () => {
  const selects = [
    selectAt("/province", "/district"),
    selectAt("/city", "/province"),
    selectAt("/district", "/city"),
    selectAt("/other", "/else"),
  ];
  const form = {
    querySelectorAll: (selector) => selects.filter((one) => selector.includes(`"${one.dependsOn}"`)),
  };
  const found = [...new Parts(form).dependents("/province")].map((part) => part.dataset.pointer);
  assert.deepEqual(found, ["/city", "/district", "/province"]);
});
