import assert from "node:assert/strict";
import { test } from "node:test";

import "./fake.mjs";
import { Files } from "../../templates/assets/form_files.mjs";

const WORDS = { tooLarge: "{file}: at most {size}", uploadFailed: "{file}: failed", uploaded: "Uploaded", uploading: "Uploading" };

/** Returns a part as the server draws it, with what it says is wrong. */
function part(input, ...problems) {
  const field = { said: problems };
  input.closest = () => field;
  return {
    id: "part-f-scans",
    field,
    matches: () => false,
    querySelectorAll: (selector) => (selector.startsWith(".problem") ? problems.map((textContent) => ({ textContent })) : [input]),
  };
}

function filesOf(input) {
  const drawn = [];
  globalThis.document.getElementById = () => ({ querySelectorAll: () => [] });
  const tools = {
    parts: { of: () => ({ id: "part-f-scans" }), swap: () => drawn.shift() },
    fields: { showProblems: (field, texts) => { field.said = texts; } },
    requests: { inTurn: () => {} },
    saving: { succeeded: () => {} },
    announce: () => {},
  };
  return { drawn, files: new Files({}, WORDS, tools), ended: { id: "part-f-scans", input, progress: { remove: () => {} } } };
}

test("a refused file of several is still told when those after it are taken", () => {
  const input = { name: "/scans", dataset: { most: "10", size: "10 B" } };
  const { drawn, files, ended } = filesOf(input);
  const [first, second, third] = [part(input), part(input, "b.png: broken"), part(input)];
  drawn.push(first, second, third);
  input.closest = () => first.field;
  files.sendAll(input, [{ name: "a.png", size: 5 }, { name: "huge.png", size: 11 }, { name: "b.png", size: 5 }, { name: "c.png", size: 5 }]);
  files.ended({ status: 303 }, { ...ended, file: { name: "a.png" } });
  files.ended({ status: 422 }, { ...ended, file: { name: "b.png" } });
  input.closest = () => third.field;
  files.ended({ status: 303 }, { ...ended, file: { name: "c.png" } });
  assert.deepEqual(third.field.said, ["huge.png: at most 10 B", "b.png: broken"]);
  // Whoever chooses files again begins anew.
  files.sendAll(input, [{ name: "d.png", size: 5 }]);
  assert.equal(files.refused.size, 0);
});
