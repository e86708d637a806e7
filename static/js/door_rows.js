// 受付: what the page shows of each registration, of who came without one, and of the numbers.
(function () {
  // ``kept``: what this device still keeps; ``undo``: takes a walk-in back by its key.
  window.doorRows = function (place, kept, undo) {
    const words = place.querySelector("[data-words]").dataset;
    const find = place.querySelector("[data-find]");
    const walkIns = place.querySelector("[data-walk-ins]");

    function say(element, text) {
      if (element.textContent !== text) {
        element.textContent = text;
      }
    }

    function fill(text, number) {
      return text.replace("[n]", String(number));
    }

    function rowOf(number) {
      return place.querySelector('[data-row="' + number + '"]');
    }

    function walkInOf(key) {
      return walkIns.querySelector('[data-key="' + key + '"]');
    }

    function mark(row, act, people, first, isUnsent) {
      const state = act === "unmark" ? "" : act;
      const said = row.querySelector("[data-said]");
      const tag = row.querySelector("[data-said-tag]");
      const count = row.querySelector("[data-said-people]");
      delete row.dataset.walkedIn;
      row.dataset.mark = state;
      row.dataset.people = people;
      row.dataset.first = first;
      said.hidden = !state;
      tag.className = state === "came" ? "tag on" : "tag";
      say(tag, state === "absent" ? words.absent : "placed" in row.dataset ? words.came : words.walkedIn);
      say(count, fill(words.people, people));
      count.hidden = state !== "came";
      row.querySelector("[data-said-unsent]").hidden = !isUnsent;
      row.querySelectorAll(".entry-acts [name=act]").forEach(function (button) {
        button.hidden = (button.value === "unmark") !== Boolean(state);
      });
      row.querySelector("[name=people]").value = people;
      row.querySelector("[name=first_people]").value = first;
    }

    function addWalkIn(entry, isUnsent) {
      const item = place.querySelector("[data-walk-in-item]").content.firstElementChild.cloneNode(true);
      item.dataset.key = entry.key;
      item.dataset.people = entry.people;
      item.dataset.first = entry.first_people;
      say(item.querySelector("[data-people-said]"), fill(words.people, entry.people));
      say(item.querySelector("[data-first-said]"), entry.first_people ? fill(words.first, entry.first_people) : "");
      item.querySelector("[data-said-unsent]").hidden = !isUnsent;
      item.querySelector("[data-undo]").addEventListener("click", function () {
        undo(entry.key);
      });
      walkIns.appendChild(item);
    }

    function show(entry, isUnsent) {
      if (entry.act === "walk_in") {
        if (!walkInOf(entry.key)) {
          addWalkIn(entry, isUnsent);
        }
      } else if (entry.act === "undo_walk_in") {
        const item = walkInOf(entry.of);
        if (item) {
          item.remove();
        }
      } else {
        const row = rowOf(entry.registration);
        if (row) {
          const party = Number(row.dataset.party);
          mark(row, entry.act, entry.people || party, entry.first_people || 0, isUnsent);
        }
      }
    }

    function unsent(entry) {
      const element = entry.act === "walk_in" ? walkInOf(entry.key) : entry.registration ? rowOf(entry.registration) : null;
      const later = kept("waits").some(function (one) {
        return one.registration === entry.registration && one.key !== entry.key && entry.registration;
      });
      if (element && !later) {
        element.querySelector("[data-said-unsent]").hidden = true;
      }
    }

    // The page may show some of the rows alone (those that were looked for): then its numbers are left as they were told.
    const isWhole = !find.querySelector("[name=q]").value;

    function count() {
      if (!isWhole) {
        return;
      }
      const sums = { all: 0, unmarked: 0, absent: 0, walkins: 0, first: 0 };
      place.querySelectorAll("[data-row]").forEach(function (row) {
        const of = row.dataset;
        const party = Number(of.party);
        if (of.mark === "came") {
          sums.all += Number(of.people);
          sums.first += Number(of.first);
          sums.walkins += "placed" in of && !("walkedIn" in of) ? 0 : Number(of.people);
        } else if ("placed" in of) {
          sums[of.mark === "absent" ? "absent" : "unmarked"] += party;
        }
      });
      walkIns.querySelectorAll("[data-key]").forEach(function (item) {
        sums.all += Number(item.dataset.people);
        sums.walkins += Number(item.dataset.people);
        sums.first += Number(item.dataset.first);
      });
      Object.keys(sums).forEach(function (name) {
        say(place.querySelector('[data-count="' + name + '"]'), String(sums[name]));
      });
    }

    return { say: say, fill: fill, rowOf: rowOf, show: show, unsent: unsent, count: count, isWhole: isWhole };
  };
})();
