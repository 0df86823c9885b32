// The key / leads to the box that searches everything.

import { onKey } from "./keys.js";

onKey("/", () => document.querySelector(".find input").focus());
