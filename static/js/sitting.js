// Pages of staff close when nobody does anything. Some minutes before they say so; then what was opened goes off the screen.
(function () {
  const bar = document.querySelector("[data-sitting]");
  const page = document.querySelector("main");
  if (!bar || !page) {
    return;
  }
  const end = document.querySelector("[data-sitting-end]").content.firstElementChild.cloneNode(true);
  const words = document.querySelector(".sitting-words");
  const said = bar.querySelector("[role=alert]");
  const form = bar.querySelector("form");
  const warn = Number(bar.dataset.warn) * 1000;
  const often = Math.min(20000, warn / 4);
  let over = Date.now() + Number(bar.dataset.left) * 1000;
  let asked = 0;
  let noted = Date.now();
  let isLast = "isLast" in bar.dataset;
  let isBusy = false;
  let isAskedAgain = false;
  let isOver = false;

  function clock() {
    return new Date(over).toLocaleTimeString("ja-JP", { hour: "numeric", minute: "2-digit", timeZone: "Asia/Tokyo" });
  }

  function put(element, text) {
    if (element && element.textContent !== text) {
      element.textContent = text;
    }
  }

  function close() {
    bar.hidden = true;
    if (end.hidden) {
      page.after(end);
      page.hidden = words.hidden = true;
      end.hidden = false;
      end.focus();
    }
  }

  // For good: what is off the screen is not in the page either.
  function forget() {
    const note = document.querySelector("[data-sitting-closed]");
    for (const part of document.querySelectorAll("[data-personal]")) {
      part.replaceChildren(note.content.cloneNode(true));
      part.removeAttribute("data-personal");
    }
  }

  function lock() {
    page.replaceChildren();
    for (const part of end.querySelectorAll("[data-same], [data-other]")) {
      part.hidden = !("other" in part.dataset);
    }
  }

  function show() {
    const left = over - Date.now();
    if (left <= 0) {
      close();
      return;
    }
    if (!end.hidden) {
      end.hidden = true;
      page.hidden = words.hidden = false;
    }
    bar.hidden = left > warn;
    put(document.querySelector("[data-sitting-at]"), clock());
    put(said, bar.hidden ? "" : (isLast ? said.dataset.last : said.dataset.idle).replace("[at]", clock()));
    form.hidden = isLast;
  }

  // What the server says holds: another tab may have gone on, or ended it.
  async function ask(method) {
    if (isBusy) {
      // The answer under way may be older than who has just come back.
      isAskedAgain = isAskedAgain || method === "GET";
      return;
    }
    isBusy = true;
    asked = Date.now();
    const sent = { method: method, cache: "no-store", credentials: "same-origin" };
    if (method === "POST") {
      sent.body = new FormData(form);
      noted = asked;
    }
    try {
      const told = await (await fetch(bar.dataset.sitting, sent)).json();
      const isOther = told.left > 0 && told.whose !== bar.dataset.whose;
      over = Date.now() + (isOther ? 0 : told.left * 1000);
      if (isOther) {
        lock();
      } else if (told.left > 0) {
        isLast = told.is_last;
        for (const box of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
          box.value = told.token;
        }
      }
    } catch {
      // Not reached: the time that was told last holds.
    }
    isBusy = false;
    isOver = over <= Date.now();
    if (isOver) {
      forget();
    }
    show();
    if (isAskedAgain) {
      isAskedAgain = false;
      ask("GET");
    }
  }

  function look(isBack) {
    const left = over - Date.now();
    if (left <= 0) {
      close();
    }
    // Once it is over it is asked only when somebody comes back to the page.
    const isDue = left <= 0 || Date.now() - asked >= often;
    if (isBack || (left <= warn && !isOver && isDue)) {
      ask("GET");
    }
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    ask("POST");
  });
  // Who types is there.
  document.addEventListener("input", function () {
    if (end.hidden && Date.now() - noted > warn) {
      ask("POST");
    }
  });
  document.addEventListener("visibilitychange", function () {
    if (!document.hidden) {
      look(!end.hidden);
    }
  });
  window.addEventListener("focus", function () {
    look(!end.hidden);
  });
  window.addEventListener("pageshow", function () {
    look(false);
  });
  setInterval(function () {
    look(false);
  }, 1000);
})();
