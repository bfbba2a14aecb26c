// All that stands beside the scanning: search, walk-in, payment, questions, conflicts, rehearsal, kiosk.

import { Asking } from "./asking.js";
import { Conflicts } from "./conflicts.js";
import { fill } from "./explain.js";
import { Kiosk } from "./kiosk.js";
import { Payment } from "./payment.js";
import { PeopleScreen } from "./people-screen.js";
import { Rehearsal } from "./rehearsal.js";
import { StatusBar } from "./status-bar.js";
import { WalkIn } from "./walk-in.js";

/** Furnish the page. `check(code, isTyped)` judges a ticket's number, `turn(facing)` opens the other camera. */
export function openScreens({ at, setting, door, screen, check, turn }) {
  new StatusBar(at, setting, door.state);
  new PeopleScreen(at, setting, { search: (text) => door.search(text), check });
  new Conflicts(at, setting, door.state);
  const payment = new Payment(at, setting, { check });
  new WalkIn(at, setting, { check, pay: (ticket) => payment.open(ticket) });
  screen.acts.unpaid = payment.act;
  screen.acts.incomplete = new Asking(at, setting, { check, alone: door }).act;
  offerMenus(at);
  tellWhoMayScan(at, setting, door);
  return {
    rehearsal: new Rehearsal(at, setting, { show: (answer) => screen.show(answer) }),
    kiosk: new Kiosk(at, setting, { turn }),
  };
}

function offerMenus(at) {
  for (const [button, dialog] of [["recent", "recents"], ["more", "more-menu"]]) {
    at(button).addEventListener("click", () => at(dialog).showModal());
  }
  at("more-menu").addEventListener("click", ({ target }) => target.closest("button") && at("more-menu").close());
}

/** A phone that was revoked, or scans in another tab, shows nothing else. */
function tellWhoMayScan(at, { words }, door) {
  const draw = () => {
    const { revoked, lost, is_owner: isOwner } = door.state;
    at("stopped").hidden = !revoked && isOwner;
    at("stopped-said").textContent = words[revoked ? "stopped:revoked" : "stopped:tab"];
    at("stopped-lost").textContent = revoked && lost ? fill(words["stopped:lost"], { n: lost }) : "";
    at("take-over").hidden = revoked;
  };
  at("take-over").addEventListener("click", () => door.takeOver());
  door.state.addEventListener("change", draw);
  draw();
}
