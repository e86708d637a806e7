// The work that a form asks for where more comes than people send (hub/proof_of_work.py): a number with which SHA-256 of
// challenge, point and number begins with so many zero bits. Both fit into one block. It works in short turns, so that
// the page stays usable, and sends the form when it has found one; until then the form's own button sends it without.
(function () {
  const TURN = 30, BATCH = 500, MOST = 1e10;
  const form = document.querySelector("form[data-proof]");
  if (!form) return;
  const challenge = form.dataset.proof, bits = Number(challenge.split(".")[1]);
  const says = form.querySelector("[data-says]");
  const K = new Int32Array(64), START = new Int32Array(8), w = new Int32Array(64), block = new Uint8Array(64);

  // The constants are the first bits of the fractions of roots of primes.
  (function () {
    const part = (root) => ((root - Math.floor(root)) * 0x100000000) | 0;
    let found = 0;
    for (let number = 2; found < 64; number++) {
      let prime = true;
      for (let by = 2; by * by <= number; by++) if (number % by === 0) { prime = false; break; }
      if (!prime) continue;
      if (found < 8) START[found] = part(Math.sqrt(number));
      K[found++] = part(Math.cbrt(number));
    }
  })();

  // The first 32 bits of SHA-256 of what stands in the block.
  function first() {
    for (let i = 0; i < 16; i++) {
      w[i] = (block[4 * i] << 24) | (block[4 * i + 1] << 16) | (block[4 * i + 2] << 8) | block[4 * i + 3];
    }
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15], y = w[i - 2];
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = (w[i - 16] + s0 + w[i - 7] + s1) | 0;
    }
    let a = START[0], b = START[1], c = START[2], d = START[3], e = START[4], f = START[5], g = START[6], h = START[7];
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
    }
    return (a + START[0]) | 0;
  }

  function put(text) {
    block.fill(0);
    for (let i = 0; i < text.length; i++) block[i] = text.charCodeAt(i);
    block[text.length] = 0x80;
    const length = text.length * 8;
    block[62] = length >>> 8;
    block[63] = length & 0xff;
  }

  let said = "";
  function say(what) {
    if (said === what) return;
    said = what;
    says.textContent = form.querySelector('[data-saying="' + what + '"]').textContent;
  }

  function send(number) {
    const values = { challenge: challenge, answer: String(number) };
    for (const name of Object.keys(values)) {
      const field = form.querySelector('input[name="' + name + '"]');
      field.disabled = false;
      field.value = values[name];
    }
    say("done");
    form.submit();
  }

  const expected = 2 ** bits;
  let number = 0;
  function turn() {
    const until = performance.now() + TURN;
    do {
      for (let left = BATCH; left > 0; left--, number++) {
        put(challenge + "." + number);
        if (first() >>> (32 - bits) === 0) return send(number);
      }
    } while (performance.now() < until && number < MOST);
    if (number >= MOST) return;
    say(number < expected / 2 ? "begin" : number < expected * 2 ? "soon" : "long");
    setTimeout(turn, 0);
  }

  for (const part of [form, ...document.querySelectorAll("[data-with-script]")]) part.hidden = false;
  for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;
  say("begin");
  setTimeout(turn, 0);
})();
