// A tablet that goes from hand to hand: nobody finds what the one before left there.
(() => {
  const { start, seconds } = document.currentScript.dataset;
  const wait = Number(seconds || 300) * 1000;
  let timer;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => location.replace(start), wait);
  };
  for (const name of ["pointerdown", "keydown", "input", "scroll"]) {
    addEventListener(name, again, { passive: true });
  }
  again();
  // Going back shows the page as it was left.
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.replace(start);
  });
})();
