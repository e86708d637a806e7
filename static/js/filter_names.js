// The two boxes of the admin's selection name the sign before their filter, which a plain span must not have: it is a picture.
document.addEventListener("DOMContentLoaded", function () {
  // Asked for as the last, since the boxes are made at "load" too.
  window.addEventListener("load", function () {
    document.querySelectorAll(".search-label-icon[aria-label]").forEach(function (sign) {
      sign.setAttribute("role", "img");
    });
  });
});
