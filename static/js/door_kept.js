// 受付: what this device keeps until the network is back: numbers of registrations and random keys, never a name.
(function () {
  // Of the date whose number stands in ``space``.
  window.doorKept = function (space) {
    const keeps = (function () {
      try {
        localStorage.setItem(space + "try", "1");
        localStorage.removeItem(space + "try");
        return true;
      } catch (error) {
        return false;
      }
    })();

    // Each under a key of its own, so that two tabs lose nothing of each other.
    function kept(kind) {
      const found = [];
      for (let number = 0; number < localStorage.length; number += 1) {
        const name = localStorage.key(number);
        if (name.indexOf(space + kind + ":") === 0) {
          try {
            found.push(JSON.parse(localStorage.getItem(name)));
          } catch (error) {
            localStorage.removeItem(name);
          }
        }
      }
      return found.sort(function (one, other) {
        return one.noted_at < other.noted_at ? -1 : one.noted_at > other.noted_at ? 1 : one.turn - other.turn;
      });
    }

    function keep(kind, entry) {
      localStorage.setItem(space + kind + ":" + entry.key, JSON.stringify(entry));
    }

    function forget(kind, key) {
      localStorage.removeItem(space + kind + ":" + key);
    }

    function newKey() {
      const bytes = crypto.getRandomValues(new Uint8Array(16));
      bytes[6] = (bytes[6] & 15) | 64;
      bytes[8] = (bytes[8] & 63) | 128;
      const digits = Array.from(bytes, function (one) {
        return (one + 256).toString(16).slice(1);
      }).join("");
      return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join("-");
    }

    return { keeps: keeps, kept: kept, keep: keep, forget: forget, newKey: newKey };
  };
})();
