// Questions that follow the answers to others (follow-answers.js), on a page that has them from its beginning.
// Without scripts everything is shown, and the server keeps only what applies.

import { followAnswers } from "./follow-answers.js";

for (const form of new Set([...document.querySelectorAll("[data-follows]")].map((one) => one.closest("form")))) {
  followAnswers(form);
}
