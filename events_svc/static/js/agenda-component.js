/* <events-agenda src="https://…/events/SLUG/schedule.json?lang=zh" lang="zh"> on anybody's page.
 *
 * A classic script, so that a foreign page needs no CORS for it; the agenda itself is fetched with CORS,
 * without cookies. Nothing else is loaded, nothing is sent. Everything is written as text, never as HTML,
 * and styled within a shadow root: the page keeps its looks, we keep ours. What stands inside the element
 * is shown until the agenda is there, and when it cannot be had. See docs/embedding.md.
 */
(() => {
  "use strict";
  const WORDS = {
    zh: { agenda: "议程", days: "日期", failed: "暂时无法载入议程。", empty: "暂无场次。", loading: "正在载入……", zone: "时区" },
    en: { agenda: "Agenda", days: "Days", failed: "The agenda cannot be loaded just now.", empty: "There are no sessions yet.", loading: "Loading…", zone: "Times in" },
  };
  const LOCALES = { zh: "zh-Hans", en: "en-GB" };
  const AGAIN = 5 * 60 * 1000;
  const STYLE = `
    :host { display: block; color: inherit; font: inherit; line-height: 1.5; }
    :host([hidden]) { display: none; }
    h2 { font-family: Georgia, "Noto Serif SC", "Songti SC", serif; font-size: 1.4em; margin: 0 0 .5em; }
    nav { display: flex; flex-wrap: wrap; gap: .5em; margin: 0 0 1em; }
    button { font: inherit; color: inherit; background: none; border: 1px solid; border-radius: .25em;
      min-height: 44px; padding: 0 1em; cursor: pointer; opacity: .75; }
    button[aria-pressed="true"] { opacity: 1; font-weight: 600; border-width: 2px; }
    button:focus-visible, a:focus-visible { outline: 3px solid; outline-offset: 2px; }
    ol { list-style: none; margin: 0; padding: 0; }
    li { display: grid; grid-template-columns: 7.5em 1fr; gap: 0 1em; padding: .6em 0;
      border-top: 1px solid color-mix(in srgb, currentColor 25%, transparent); }
    time { font-variant-numeric: tabular-nums; white-space: nowrap; }
    a { color: inherit; display: inline-block; min-height: 24px; }
    .more, p { margin: 0; font-size: .9em; opacity: .8; }
    @media (max-width: 30em) { li { grid-template-columns: 1fr; } }`;

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  /* Only addresses of the web: an agenda from elsewhere must not bring `javascript:`. */
  const address = (written) => (/^https?:\/\//i.test(written || "") ? written : null);

  class EventsAgenda extends HTMLElement {
    static observedAttributes = ["src", "lang", "day"];
    #root = this.attachShadow({ mode: "open" });
    #timer = 0;
    #asked = null;
    #agenda = null;

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
      else if (this.#agenda) this.#draw();
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
      if (!this.#agenda) this.#say(WORDS[this.#language].loading);
      try {
        const answer = await fetch(source, { credentials: "omit", referrerPolicy: "no-referrer", signal: this.#asked.signal });
        if (!answer.ok) throw new Error(String(answer.status));
        this.#agenda = (await answer.json()).schedule.conference;
        this.#draw();
      } catch (error) {
        if (error.name !== "AbortError" && !this.#agenda) this.#say(WORDS[this.#language].failed);
      }
    }

    #say(words) {
      this.#root.replaceChildren(element("p", words, { role: "status" }), element("slot"));
    }

    #draw() {
      const words = WORDS[this.#language];
      const days = this.#agenda.days.filter((day) => Object.values(day.rooms).some((found) => found.length));
      const shown = days.find((day) => day.date === this.getAttribute("day")) || this.#today(days);
      const parts = [element("h2", this.#agenda.title)];
      if (!shown) parts.push(element("p", words.empty));
      if (days.length > 1) parts.push(this.#days(days, shown));
      if (shown) parts.push(this.#sessions(shown));
      if (shown && this.#agenda.time_zone_name) parts.push(element("p", `${words.zone} ${this.#agenda.time_zone_name}`));
      this.#root.replaceChildren(...parts);
    }

    #today(days) {
      const now = Date.now();
      return days.find((day) => Date.parse(day.day_end) >= now) || days[0];
    }

    #days(days, shown) {
      const nav = element("nav", "", { "aria-label": WORDS[this.#language].days });
      const form = new Intl.DateTimeFormat(LOCALES[this.#language], { month: "short", day: "numeric", weekday: "short", timeZone: "UTC" });
      for (const day of days) {
        const button = element("button", form.format(new Date(`${day.date}T00:00:00Z`)), { type: "button", "aria-pressed": String(day === shown) });
        button.addEventListener("click", () => {
          this.setAttribute("day", day.date);
          this.#root.querySelector('[aria-pressed="true"]')?.focus();
        });
        nav.append(button);
      }
      return nav;
    }

    #sessions(day) {
      const list = element("ol", "", { "aria-label": WORDS[this.#language].agenda });
      const found = Object.values(day.rooms).flat().sort((one, other) => one.date.localeCompare(other.date) || one.room.localeCompare(other.room));
      for (const session of found) list.append(this.#session(session));
      return list;
    }

    #session(session) {
      const item = element("li");
      const end = (session.end || "").slice(11, 16);
      item.append(element("time", end ? `${session.start} – ${end}` : session.start, { datetime: session.date }));
      const about = element("div");
      const url = address(session.url);
      about.append(url ? element("a", session.title, { href: url, target: "_blank", rel: "noopener" }) : element("span", session.title));
      const more = [session.persons.map((one) => one.name || one.public_name).join(this.#language === "zh" ? "、" : ", "), session.room, session.track];
      about.append(element("p", more.filter(Boolean).join(" · "), { class: "more" }));
      item.append(about);
      return item;
    }
  }

  if (!customElements.get("events-agenda")) customElements.define("events-agenda", EventsAgenda);
})();
