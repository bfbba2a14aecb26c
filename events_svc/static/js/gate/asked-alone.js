// The sheet of questions without contact: of the empty one that the phone carries for the ticket's type, what this
// ticket lacks.

/** The questions of `html` that are open for a ticket (`lacks`: their ids), as a fragment; null when one is not there. */
export function openSheet(html, lacks) {
  const template = document.createElement("template");
  template.innerHTML = html; // our own fragment, escaped by its template
  const asked = [...template.content.querySelectorAll(".asked")];
  const ids = new Map(asked.map((one) => [idOf(one), one]));
  if (!lacks.length || lacks.some((id) => !ids.has(id))) return null;
  const wanted = new Set(lacks);
  for (const [id, one] of ids) if (wanted.has(parentOf(one))) wanted.add(id); // each stands after the one on which it depends
  for (const [id, one] of ids) {
    if (!wanted.has(id)) one.remove();
    else if (!wanted.has(parentOf(one))) one.removeAttribute("data-follows"); // answered before: asked at once
  }
  return template.content;
}

/** The questions on the sheet that must be answered, are asked, and have no answer. */
export function missing(sheet, required) {
  return [...sheet.querySelectorAll(".asked")].filter((one) => {
    const id = idOf(one);
    return required.includes(id) && !one.closest("[hidden]") && !valuesOf(sheet.closest("form"))[`q${id}`];
  });
}

/** The values of a form's questions by the names of their fields, without those that stand empty or are hidden. */
export function valuesOf(form) {
  const values = {};
  for (const field of form.elements) {
    const isAnswer = /^q\d+(-country)?$/.test(field.name) && field.type !== "file" && !field.closest("[hidden]");
    const isChosen = !["radio", "checkbox"].includes(field.type) || field.checked;
    if (isAnswer && isChosen && field.value.trim()) (values[field.name] ??= []).push(field.value);
  }
  return values;
}

function idOf(asked) {
  const [field] = asked.querySelectorAll("[name^=q]");
  return Number(field?.name.match(/^q(\d+)/)?.[1]);
}

function parentOf(asked) {
  return Number(asked.dataset.follows?.slice(1));
}
