// <div data-follows="q3" data-after="yes 1"> is shown only while the field q3 of its form has one of these
// answers; what hangs on a hidden one is hidden too.

/** Show what the answers of the form lead to, now and whenever one changes. */
export function followAnswers(form) {
  const followers = [...form.querySelectorAll("[data-follows]")];

  const answers = (name) =>
    [...form.elements].filter((one) => one.name === name && !one.closest("[hidden]"))
      .filter((one) => !["radio", "checkbox"].includes(one.type) || one.checked)
      .map((one) => one.value);

  const settle = () => {
    for (let changed = true; changed; ) {
      changed = false;
      for (const one of followers) {
        const wanted = one.dataset.after.trim().split(" ");
        const hidden = !answers(one.dataset.follows).some((value) => wanted.includes(value));
        changed ||= hidden !== one.hidden;
        one.hidden = hidden;
      }
    }
  };

  form.addEventListener("change", settle);
  settle();
}
