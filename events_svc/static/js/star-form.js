// The form that makes a private link takes along what this browser has starred; where there is a link already, it leads there.
import { linked, starred } from "./stars.js";

const form = document.querySelector("form.keep-stars");
const codes = starred(form.dataset.event);
form.elements.codes.value = [...codes].join(" ");
form.querySelector("output").textContent = codes.size;
form.querySelector(".counted").hidden = !codes.size;
form.querySelector(".none").hidden = codes.size > 0;

const secret = linked(form.dataset.event);
if (secret) {
  const answer = await fetch(`/api/v1/stars/${secret}`);
  if (answer.ok) location.replace(`/stars/${secret}`);
}
