import assert from "node:assert/strict";
import { test } from "node:test";

import { remaining } from "../../templates/assets/form_timer.mjs";

test("the time left is told in minutes and seconds, and when it is nearly over", () => {
  const cases = [
    [30 * 60_000, { seconds: 1800, text: "30:00", isSoon: false }],
    [300_001, { seconds: 301, text: "5:01", isSoon: false }],
    [300_000, { seconds: 300, text: "5:00", isSoon: true }],
    [9_500, { seconds: 10, text: "0:10", isSoon: true }],
    [-1, { seconds: 0, text: "0:00", isSoon: true }],
  ];
  for (const [left_ms, expect] of cases) {
    assert.deepEqual(remaining(1_000_000 + left_ms, 1_000_000), expect);
  }
});
