// Questions of some types or tracks alone stand there only while one of these is chosen.
const type = document.querySelector("[name=session_type]");
const track = document.querySelector("[name=track]");

function fits(ids, choice) {
  return !ids || Boolean(choice && ids.split(" ").includes(choice.value));
}

function show() {
  for (const asked of document.querySelectorAll(".asked")) {
    const isAsked = fits(asked.dataset.types, type) && fits(asked.dataset.tracks, track);
    asked.classList.toggle("unasked", !isAsked);
    for (const field of asked.querySelectorAll("input, select, textarea")) field.disabled = !isAsked;
  }
}

for (const choice of [type, track]) choice?.addEventListener("change", show);
show();
