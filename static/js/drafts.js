// What is typed in a form of a case is kept on the server while it is typed, for whoever types it.
(function () {
  const pause = 1500;

  function watch(form) {
    const said = form.querySelector("[data-draft-said]");
    let waits = 0;
    let isNew = false;
    let asks = null;

    function say(text) {
      said.hidden = false;
      said.textContent = text;
    }

    async function keep() {
      clearTimeout(waits);
      if (!isNew) {
        return;
      }
      isNew = false;
      let told = {};
      const ours = asks = new AbortController();
      try {
        const sent = { method: "POST", body: new FormData(form), credentials: "same-origin", keepalive: true,
                       signal: ours.signal };
        const answer = await fetch(form.dataset.draft, sent);
        const text = await answer.text();
        told = answer.ok ? JSON.parse(text) : {};
      } catch {
        // Said below.
      }
      if (ours.signal.aborted) {
        return;
      }
      if (told.saved) {
        say(said.dataset.saved.replace("[at]", told.saved));
      } else {
        isNew = true;
        say(told.why || said.dataset.lost);
      }
    }

    form.addEventListener("input", function () {
      isNew = true;
      clearTimeout(waits);
      waits = setTimeout(keep, pause);
    });
    form.addEventListener("submit", function () {
      isNew = false;
      clearTimeout(waits);
      // What came after it would bring the sent words back; the hub refuses it too.
      if (asks) {
        asks.abort();
      }
    });
    document.addEventListener("visibilitychange", function () {
      if (document.hidden) {
        keep();
      }
    });
  }

  document.querySelectorAll("form[data-draft]").forEach(watch);
})();
