// Judging by keys alone: a digit scores the next category that has none and goes on to the one after it,
// Ctrl+Enter saves, L leaves the proposal for later. What is typed into a field stays typing. The letters
// can be switched off (WCAG 2.1.4), which this browser remembers.
const form = document.querySelector("[data-judge-keys]");
const KEPT = "judge-keys";

const scales = () => [...form.querySelectorAll(".scale")];
const isOpen = (scale) => !scale.querySelector(":checked");
const isTyping = (target) => target.matches("textarea, input:not([type=radio], [type=checkbox]), select");

function current() {
  const focused = document.activeElement?.closest?.(".scale");
  return focused ?? scales().find(isOpen);
}

function score(digit) {
  const scale = current();
  const choice = scale?.querySelector(`input[value="${digit}"]`);
  if (!choice) return;
  choice.checked = true;
  const next = scales().slice(scales().indexOf(scale) + 1).find(isOpen);
  (next?.querySelector("input") ?? form.querySelector("[name=words]")).focus();
}

function press(event) {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[value=score]"));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (!isOn().checked) return;
  if (/^[0-9]$/.test(event.key)) score(event.key);
  if (event.key === "l" || event.key === "L") form.querySelector("[data-skip]").click();
}

const isOn = () => form.querySelector("[data-keys] input");

function offer() {
  form.querySelector("[data-keys]").hidden = false;
  isOn().checked = localStorage.getItem(KEPT) !== "off";
  isOn().addEventListener("change", () => localStorage.setItem(KEPT, isOn().checked ? "on" : "off"));
  document.addEventListener("keydown", press);
}

if (form) offer();
