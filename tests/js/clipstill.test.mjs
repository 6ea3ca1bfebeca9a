import assert from "node:assert/strict";
import test from "node:test";

import { stillName } from "../../backlot/viewer/assets/clipstill.js";

test("a still is called by its place and by when in the clip it was", () => {
  assert.deepEqual(
    [stillName("ancient-korea", 0), stillName("ancient-korea", 65.9), stillName("ancient-korea", 3600)],
    ["ancient-korea-0-00.jpg", "ancient-korea-1-05.jpg", "ancient-korea-60-00.jpg"],
  );
});
