// すぐ閉じる: the page goes at once, and does not come back with "back", as far as a browser lets it.
(function () {
  const link = document.querySelector("[data-quit]");
  // In this tab alone, and gone with it: that it was left in a hurry.
  const mark = "left";

  function hasLeft() {
    try {
      return sessionStorage.getItem(mark) === "1";
    } catch {
      return false;
    }
  }

  function leave() {
    document.documentElement.hidden = true;
    location.replace(link.href);
  }

  function isComeBack() {
    const how = performance.getEntriesByType("navigation")[0];
    return Boolean(how) && how.type !== "navigate";
  }

  link.addEventListener("click", function (event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) {
      return;
    }
    event.preventDefault();
    try {
      sessionStorage.setItem(mark, "1");
    } catch {
      // Then the page before this one can be gone back to.
    }
    for (const form of document.forms) {
      form.reset();
    }
    leave();
    document.body.replaceChildren();
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted && hasLeft()) {
      leave();
    }
  });
  // What it warns of is seen to here.
  document.querySelector("[data-quit-plain]").hidden = true;
  if (hasLeft()) {
    if (isComeBack()) {
      leave();
    } else {
      sessionStorage.removeItem(mark);
    }
  }
})();
