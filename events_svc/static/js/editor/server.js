// What the editor asks of the server: placements by the API, the page's own fragment.

/** A refusal in the words of the server; `status` 0: no connection. */
export class Refused extends Error {
  constructor(words, status) {
    super(words);
    this.status = status;
  }
}

export class Server {
  constructor(slug, lost) {
    this.api = `/api/v1/events/${slug}`;
    this.page = `/organiser/events/${slug}/grid`;
    this.lost = lost;
  }

  async ask(url, options = {}) {
    const answer = await fetch(url, options).catch((error) => {
      throw error.name === "AbortError" ? error : new Refused(this.lost, 0);
    });
    if (!answer.ok) throw new Refused(await this.words(answer), answer.status);
    return answer;
  }

  async words(answer) {
    const problem = await answer.json().catch(() => ({}));
    return Object.values(problem.errors || {})[0] || problem.detail || this.lost;
  }

  /** Place a session; answers the session with its conflicts. */
  async place(code, wanted) {
    const answer = await this.ask(`${this.api}/sessions/${code}/placement`, {
      method: "PUT", headers: { "Content-Type": "application/json" }, body: JSON.stringify(wanted),
    });
    return answer.json();
  }

  unschedule(code, version) {
    return this.ask(`${this.api}/sessions/${code}/placement?version=${version}`, { method: "DELETE" });
  }

  /** `undo` or `redo`; answers the session. */
  async step(which) {
    return (await this.ask(`${this.api}/moves/${which}`, { method: "POST" })).json();
  }

  async conflicts(code, spot, signal) {
    const asked = new URLSearchParams(spot);
    return (await this.ask(`${this.api}/sessions/${code}/conflicts?${asked}`, { signal })).json();
  }

  async availability(code, day) {
    return (await this.ask(`${this.api}/sessions/${code}/availability?day=${day}`)).json();
  }

  /** The part of the page that changes, of a day. */
  async board(day) {
    const answer = await this.ask(`${this.page}?day=${day}`, { headers: { "HX-Request": "true" } });
    const box = document.createElement("template");
    box.innerHTML = await answer.text();
    return box.content.querySelector("#board");
  }
}
