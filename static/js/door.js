// 受付: what is pressed goes to the hub at once, or stays on this device until the network is back. What stays are numbers of
// registrations and random keys; names are on the page alone. For old telephones: nothing newer than ES2017.
(function () {
  const place = document.querySelector("[data-door]");
  if (!place || !window.fetch || !window.Promise || !window.crypto) {
    return;
  }
  const words = place.querySelector("[data-words]").dataset;
  const line = place.querySelector("[data-line]");
  const lineSaid = line.querySelector("[data-line-said]");
  const lineActs = line.querySelector("[data-line-acts]");
  const lost = place.querySelector("[data-lost]");
  const find = place.querySelector("[data-find]");
  const space = "door:" + place.dataset.door + ":";
  const again = 15000;
  const longest = 20000;
  const most = 50;
  let isSending = false;
  let trouble = "";
  let atOnce = most;
  let turn = 0;
  const device = window.doorKept(space);
  const kept = device.kept, keep = device.keep, forget = device.forget;
  const page = window.doorRows(place, kept, function (key) {
    press({ act: "undo_walk_in", of: key, via: "walk_in" });
  });
  const say = page.say, fill = page.fill, rowOf = page.rowOf, show = page.show;
  const unsent = page.unsent, count = page.count, isWhole = page.isWhole;

  // ---- what is said -------------------------------------------------------------------------------------------------

  function tell() {
    const waiting = kept("waits").length;
    const isAway = navigator.onLine === false;
    let text = words.none;
    if (waiting && trouble) {
      text = fill(words[trouble], waiting);
    } else if (waiting || isAway) {
      text = (isAway ? words.offline : "") + (waiting ? fill(words.waiting, waiting) : "");
    } else if (line.dataset.hasWaited) {
      text = words.sent + words.none;
    }
    if (waiting) {
      line.dataset.hasWaited = "1";
    }
    line.hidden = false;
    line.classList.toggle("is-waiting", Boolean(waiting || isAway));
    lineActs.hidden = !waiting;
    say(lineSaid, text);
  }

  // What could not be entered stays until somebody has read it, also over a reload.
  function showLost() {
    const list = lost.querySelector("[data-lost-list]");
    const rows = kept("lost");
    list.textContent = "";
    rows.forEach(function (entry) {
      const item = lost.querySelector("[data-lost-item]").content.firstElementChild.cloneNode(true);
      const row = entry.registration ? rowOf(entry.registration) : null;
      const who = row && row.dataset.name ? row.dataset.name : entry.registration ? words.somebody : words.walkIn;
      const what = { came: words.came, absent: words.absent, unmark: words.unmarked }[entry.act];
      const at = new Date(entry.noted_at).toLocaleTimeString("ja-JP", { hour: "numeric", minute: "2-digit" });
      const people = entry.people && entry.act !== "absent" ? fill(words.people, entry.people) : "";
      say(item.querySelector("[data-lost-what]"), [at, who, what, people].filter(Boolean).join(" "));
      say(item.querySelector("[data-lost-why]"), words["why" + entry.why] || words.whyUnreadable);
      item.querySelector("button").addEventListener("click", function () {
        forget("lost", entry.key);
        showLost();
        find.querySelector("[name=q]").focus();
      });
      list.appendChild(item);
    });
    lost.hidden = !rows.length;
  }

  // ---- sending ------------------------------------------------------------------------------------------------------

  function ask(body) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const asked = fetch(place.dataset.entries, {
      method: "POST", body: JSON.stringify(body), credentials: "same-origin", cache: "no-store",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token, Accept: "application/json" }
    });
    const late = new Promise(function (_resolve, reject) {
      setTimeout(reject, longest);
    });
    return Promise.race([asked, late]);
  }

  function asSent(entry) {
    const sent = { key: entry.key, act: entry.act, via: entry.via, noted_at: entry.noted_at };
    ["registration", "people", "first_people", "of"].forEach(function (name) {
      if (entry[name] !== undefined) {
        sent[name] = entry[name];
      }
    });
    return sent;
  }

  function capital(word) {
    // data-why-called_off is read as whyCalled_off.
    return word.charAt(0).toUpperCase() + word.slice(1);
  }

  function lose(entry, reason) {
    entry.why = capital(reason);
    keep("lost", entry);
    forget("waits", entry.key);
  }

  function settle(entry, outcome) {
    if (outcome.result === "entered" || outcome.result === "known") {
      const row = outcome.is_walk_in ? rowOf(entry.registration) : null;
      forget("waits", entry.key);
      unsent(entry);
      if (row && row.dataset.mark === "came") {
        // They had cancelled since the page was opened.
        row.dataset.walkedIn = "";
        say(row.querySelector("[data-said-tag]"), words.walkedIn);
        count();
      }
      return;
    }
    lose(entry, outcome.reason);
    unsent(entry);
  }

  async function sendSome(entries) {
    const answer = await ask({ sent_at: new Date().toISOString(), entries: entries.map(asSent) });
    if (answer.redirected) {
      trouble = "signedOut";
    } else if (answer.status === 403) {
      trouble = "stale";
    } else if (answer.status === 404) {
      trouble = "refused";
    } else if (answer.status === 400 && entries.length > 1) {
      atOnce = 1;
      return true;
    } else if (answer.status === 400) {
      lose(entries[0], "unreadable");
      return true;
    } else if (answer.ok) {
      const told = await answer.json();
      told.outcomes.forEach(function (outcome, number) {
        settle(entries[number], outcome);
      });
      trouble = "";
      return true;
    }
    return false;
  }

  async function send() {
    if (isSending) {
      return;
    }
    isSending = true;
    let goesOn = true;
    atOnce = most;
    while (goesOn) {
      const entries = kept("waits").slice(0, atOnce);
      goesOn = false;
      if (entries.length) {
        try {
          goesOn = await sendSome(entries);
        } catch (error) {
          // No network: it stays, and is tried again.
        }
      }
    }
    isSending = false;
    showLost();
    tell();
  }

  function press(entry) {
    turn += 1;
    entry.key = device.newKey();
    entry.turn = turn;
    entry.noted_at = new Date().toISOString();
    keep("waits", entry);
    show(entry, true);
    count();
    tell();
    send();
  }

  // ---- hands --------------------------------------------------------------------------------------------------------

  // As the hub reads it: full width, and with 人 behind it. NaN for what is no number.
  function numberIn(field) {
    const text = field.value.normalize("NFKC").trim().replace(/人$/, "");
    return text === "" ? null : /^[0-9]+$/.test(text) ? Number(text) : NaN;
  }

  function wrongIn(form, most) {
    const people = numberIn(form.querySelector("[name=people]"));
    const first = numberIn(form.querySelector("[name=first_people]"));
    if (people !== null && !(people >= 1 && people <= most)) {
      return fill(words.badPeople, most);
    }
    return first !== null && !(first >= 0 && first <= (people === null ? most : people)) ? words.badFirst : "";
  }

  function codeIn(text) {
    const plain = text.normalize("NFKC").trim();
    const found = /code=([0-9]+)/.exec(plain);
    const digits = found ? found[1] : plain.replace(/[\s\-‐‑–ー−]/g, "");
    return /^[0-9]{4,}$/.test(digits) ? digits : "";
  }

  function spoken(text) {
    return text.normalize("NFKC").toLowerCase().replace(/\s/g, "").replace(/[ァ-ヶ]/g, function (one) {
      return String.fromCharCode(one.charCodeAt(0) - 0x60);
    });
  }

  function fits(row, text) {
    const digits = codeIn(text);
    if (digits) {
      return row.dataset.code.slice(-digits.length) === digits;
    }
    const wanted = spoken(text);
    return !wanted || spoken(row.dataset.name).indexOf(wanted) >= 0;
  }

  function search() {
    const text = find.querySelector("[name=q]").value;
    const found = [];
    place.querySelectorAll("[data-row]").forEach(function (row) {
      row.hidden = !fits(row, text);
      if (!row.hidden) {
        found.push(row);
      }
    });
    const others = place.querySelector(".door-others");
    if (others && text.trim()) {
      others.open = found.some(function (row) {
        return others.contains(row);
      });
    }
    say(place.querySelector("[data-found-said]"), text.trim() ? fill(words.found, found.length) : "");
    return found;
  }

  function viaNow() {
    const text = find.querySelector("[name=q]").value;
    const digits = codeIn(text);
    return digits.length < 12 ? "tap" : text.indexOf("code=") >= 0 ? "qr" : "code";
  }

  function wrongOf(row, text) {
    let note = row.querySelector(".wrong");
    if (!note) {
      note = document.createElement("p");
      note.className = "wrong";
      note.setAttribute("role", "alert");
      row.querySelector("details").appendChild(note);
    }
    say(note, text);
    note.hidden = !text;
  }

  function onRow(row, button) {
    const form = row.querySelector("form");
    const act = button.value;
    const entry = { act: act, registration: Number(row.dataset.row), via: viaNow() };
    const via = form.querySelector("[name=via]").value;
    if (entry.via === "tap" && via !== "tap") {
      entry.via = via;
    }
    if (act === "came") {
      const wrong = wrongIn(form, 99);
      wrongOf(row, wrong);
      if (wrong) {
        row.querySelector("details").open = true;
        form.querySelector("[name=people]").focus();
        return;
      }
      entry.people = numberIn(form.querySelector("[name=people]")) || Number(row.dataset.party);
      entry.first_people = Math.min(numberIn(form.querySelector("[name=first_people]")) || 0, entry.people);
    }
    press(entry);
    const text = find.querySelector("[name=q]");
    if (isWhole && text.value) {
      // The next one is looked for; with a scanner nothing is pressed in between.
      text.value = "";
      search();
      text.focus();
    } else {
      const shown = row.querySelector(".entry-acts [name=act]:not([hidden])");
      if (shown) {
        shown.focus();
      }
    }
  }

  function onWalkIn(form) {
    const note = form.querySelector("[data-walk-in-wrong]");
    const wrong = wrongIn(form, 999);
    say(note, wrong);
    note.hidden = !wrong;
    if (wrong) {
      form.querySelector("[name=people]").focus();
      return;
    }
    const people = numberIn(form.querySelector("[name=people]")) || 1;
    const first = numberIn(form.querySelector("[name=first_people]")) || 0;
    press({ act: "walk_in", people: people, first_people: first, via: "walk_in" });
    form.querySelector("[name=people]").value = 1;
    form.querySelector("[name=first_people]").value = 0;
  }

  if (!device.keeps) {
    line.hidden = false;
    say(lineSaid, words.unkept);
    return;
  }
  // A browser that does not tell by which button a form was sent is asked before.
  let pressed = null;
  place.addEventListener("click", function (event) {
    pressed = event.target.closest ? event.target.closest("button") : null;
  });
  place.addEventListener("submit", function (event) {
    const form = event.target;
    const row = form.closest("[data-row]");
    const item = form.closest("[data-key]");
    event.preventDefault();
    if (form === find) {
      const found = search();
      if (found.length === 1) {
        const button = found[0].querySelector(".entry-acts [name=act]:not([hidden])");
        if (button) {
          button.focus();
        }
      }
    } else if (row) {
      const button = event.submitter || (pressed && form.contains(pressed) ? pressed : null);
      onRow(row, button && button.value ? button : form.querySelector("[data-with-numbers]"));
    } else if (item) {
      press({ act: "undo_walk_in", of: item.dataset.key, via: "walk_in" });
    } else {
      onWalkIn(form);
    }
    pressed = null;
  });
  if (isWhole) {
    find.addEventListener("input", search);
  } else {
    // Rows that are not on the page can't be found in it.
    find.addEventListener("submit", function (event) {
      event.stopPropagation();
    });
  }
  line.querySelector("[data-send]").addEventListener("click", send);
  window.addEventListener("online", send);
  window.addEventListener("offline", tell);
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) {
      send();
    }
  });
  // A page that was gone back to shows what the hub knew then.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted && navigator.onLine !== false) {
      location.reload();
    }
  });
  setInterval(function () {
    if (kept("waits").length) {
      send();
    }
  }, again);
  kept("waits").forEach(function (entry) {
    show(entry, true);
  });
  count();
  showLost();
  tell();
  send();
})();
