// Buttons that work with a script alone are shown by one; what went wrong is said beside them.
(function () {
  for (const part of document.querySelectorAll("[data-passkey]")) {
    part.hidden = !window.PublicKeyCredential;
  }
  for (const part of document.querySelectorAll("[data-no-passkey]")) {
    part.hidden = Boolean(window.PublicKeyCredential);
  }
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    for (const part of document.querySelectorAll("[data-passkey-wrong]")) {
      part.hidden = false;
    }
  });
})();
