/* <events-tickets src="https://…/events/SLUG/offers.json?lang=zh" lang="zh"> on anybody's page.
 *
 * A classic script, so that a foreign page needs no CORS for it; what is on sale is fetched with CORS, without
 * cookies, again each minute. The button opens our shop, in a window of its own, with what was chosen: nobody
 * types a name or pays on a foreign page. Everything is written as text, never as HTML, and styled within a
 * shadow root. What stands inside the element is shown until the offers are there, and when they cannot be had.
 * `voucher="CODE"` goes along to the shop. See docs/embedding.md.
 */
(() => {
  "use strict";
  const WORDS = {
    zh: { tickets: "门票", order: "去订票", failed: "暂时无法载入门票。", empty: "暂无门票。", loading: "正在载入……", free: "免费", from: "起", count: "数量" },
    en: { tickets: "Tickets", order: "Order", failed: "The tickets cannot be loaded just now.", empty: "There are no tickets yet.", loading: "Loading…", free: "Free", from: "from", count: "Number of" },
  };
  const LOCALES = { zh: "zh-CN", en: "en-GB" };
  const AGAIN = 60 * 1000;
  const STYLE = `
    :host { display: block; color: inherit; font: inherit; line-height: 1.5; }
    :host([hidden]) { display: none; }
    h2 { font-family: Georgia, "Noto Serif SC", "Songti SC", serif; font-size: 1.4em; margin: 0; }
    ul { list-style: none; margin: 1em 0; padding: 0; }
    li { display: grid; grid-template-columns: 1fr auto auto; gap: 0 1em; align-items: center; padding: .6em 0;
      border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
    .price { font-variant-numeric: tabular-nums; white-space: nowrap; }
    input { font: inherit; color: inherit; background: none; border: 1px solid; border-radius: .25em; width: 4em;
      min-height: 44px; padding: 0 .5em; }
    a { display: inline-flex; align-items: center; min-height: 44px; padding: 0 1.5em; border: 2px solid;
      border-radius: .25em; color: inherit; font-weight: 600; text-decoration: none; }
    input:focus-visible, a:focus-visible { outline: 3px solid; outline-offset: 2px; }
    .more, p { margin: 0; font-size: .9em; opacity: .8; }
    @media (max-width: 30em) { li { grid-template-columns: 1fr auto; } li > :first-child { grid-column: 1 / -1; } }`;

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  /* Only addresses of the web: offers from elsewhere must not bring `javascript:`. */
  const address = (written) => (/^https?:\/\//i.test(written || "") ? written : null);

  class EventsTickets extends HTMLElement {
    static observedAttributes = ["src", "lang", "voucher"];
    #root = this.attachShadow({ mode: "open" });
    #timer = 0;
    #asked = null;
    #shop = null;
    #chosen = new Map();

    connectedCallback() {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      this.#root.adoptedStyleSheets = [sheet];
      this.#load();
      this.#timer = setInterval(() => this.#load(), AGAIN);
    }

    disconnectedCallback() {
      clearInterval(this.#timer);
      this.#asked?.abort();
    }

    attributeChangedCallback(name, before, after) {
      if (!this.isConnected || before === after) return;
      if (name === "src") this.#load();
      else if (this.#shop) this.#draw();
    }

    get #language() {
      const said = this.getAttribute("lang") || document.documentElement.lang || navigator.language;
      return said.toLowerCase().startsWith("zh") ? "zh" : "en";
    }

    async #load() {
      const source = address(new URL(this.getAttribute("src") || "", document.baseURI).href);
      if (!source || !this.hasAttribute("src")) return;
      this.#asked?.abort();
      this.#asked = new AbortController();
      if (!this.#shop) this.#say(WORDS[this.#language].loading);
      try {
        const answer = await fetch(source, { credentials: "omit", referrerPolicy: "no-referrer", signal: this.#asked.signal });
        if (!answer.ok) throw new Error(String(answer.status));
        this.#shop = await answer.json();
        if (!this.#root.activeElement) this.#draw();
      } catch (error) {
        if (error.name !== "AbortError" && !this.#shop) this.#say(WORDS[this.#language].failed);
      }
    }

    #say(words) {
      this.#root.replaceChildren(element("p", words, { role: "status" }), element("slot"));
    }

    #draw() {
      const words = WORDS[this.#language];
      const parts = [element("h2", words.tickets), element("p", `${this.#shop.event} · ${this.#shop.when}`)];
      if (!this.#shop.offers.length) parts.push(element("p", words.empty));
      const list = element("ul");
      for (const offer of this.#shop.offers) list.append(this.#offer(offer));
      parts.push(list);
      if (this.#shop.offers.some((offer) => offer.is_on_sale)) parts.push(this.#order());
      this.#root.replaceChildren(...parts);
    }

    #offer(offer) {
      const words = WORDS[this.#language];
      const item = element("li");
      const about = element("div");
      about.append(element("strong", offer.name));
      if (offer.description) about.append(element("p", offer.description));
      item.append(about, element("span", this.#price(offer), { class: "price" }));
      if (!offer.most) item.append(element("span", offer.is_on_sale ? "" : offer.state, { class: "more" }));
      else item.append(this.#counter(offer, `${words.count} ${offer.name}`));
      return item;
    }

    #counter(offer, label) {
      const most = String(offer.most);
      const input = element("input", "", { type: "number", inputmode: "numeric", min: "0", max: most, "aria-label": label });
      input.value = this.#chosen.get(offer.id) ?? 0;
      input.addEventListener("input", () => {
        this.#chosen.set(offer.id, input.value);
        this.#root.querySelector("a")?.setAttribute("href", this.#href());
      });
      return input;
    }

    #price(offer) {
      const words = WORDS[this.#language];
      if (Number(offer.price) === 0) return words.free;
      const form = new Intl.NumberFormat(LOCALES[this.#language], { style: "currency", currency: offer.currency });
      const price = form.format(offer.price);
      if (!offer.from) return price;
      return this.#language === "zh" ? `${price}${words.from}` : `${words.from} ${price}`;
    }

    #order() {
      return element("a", WORDS[this.#language].order, { href: this.#href(), target: "_blank", rel: "noopener" });
    }

    #href() {
      const url = new URL(address(this.#shop.url) ?? "about:blank");
      url.searchParams.set("lang", this.#language);
      for (const [id, count] of this.#chosen) if (/^[1-9]\d{0,3}$/.test(count)) url.searchParams.set(`count_${Number(id)}`, count);
      if (this.hasAttribute("voucher")) url.searchParams.set("voucher", this.getAttribute("voucher"));
      return url.href;
    }
  }

  if (!customElements.get("events-tickets")) customElements.define("events-tickets", EventsTickets);
})();
