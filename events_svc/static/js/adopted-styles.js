// Media-chrome writes a <style> into each of its shadow roots, which our content policy refuses (media-chrome
// issue 898). The same text is allowed as an adopted sheet; where media-chrome later looks for the sheet of its
// <style>, an element of that name in another namespace, which is no style, holds the place.

const NAMESPACE = "urn:events-svc:place";
const { get, set } = Object.getOwnPropertyDescriptor(ShadowRoot.prototype, "innerHTML");
const parse = ShadowRoot.prototype.setHTMLUnsafe;

export function adoptStyles() {
  Object.defineProperty(ShadowRoot.prototype, "innerHTML", { get, set(html) { write(this, html, set); }, configurable: true });
  if (parse) ShadowRoot.prototype.setHTMLUnsafe = function (html) { write(this, html, parse); };
}

function write(root, html, otherwise) {
  if (root.host.localName.startsWith("media-")) fill(root, html);
  else otherwise.call(root, html);
}

function fill(root, html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  const content = document.importNode(template.content, true);
  root.adoptedStyleSheets = [...content.querySelectorAll("style")].map(adopted);
  root.replaceChildren(content);
}

function adopted(style) {
  const sheet = new CSSStyleSheet({ media: style.getAttribute("media") ?? "" });
  sheet.replaceSync(style.textContent);
  const place = document.createElementNS(NAMESPACE, "style");
  for (const { name, value } of style.attributes) place.setAttribute(name, value);
  Object.defineProperty(place, "sheet", { value: sheet });
  Object.defineProperty(place, "media", { get: () => sheet.media.mediaText, set: (media) => { sheet.media.mediaText = media; } });
  style.replaceWith(place);
  return sheet;
}
