// Tells the server which part of a lesson is being read, so that a learner comes back to it. Without this script the
// place is the last one that a button led to.
(function () {
  "use strict";
  var article = document.querySelector("[data-position]");
  var token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (!article || !token || !window.fetch) return;

  var WAIT = 2000; // a place counts once the reader has stayed there for this long
  var places = Array.prototype.slice.call(article.querySelectorAll("h2[id], .wm-check[id]")).filter(function (place) {
    return place.tagName !== "H2" || !place.closest(".wm-check");
  });
  // Opening a lesson at its top does not make the place forgotten at which the reader stopped in it.
  var said = document.getElementById("stopped-here") ? "" : null;
  var timer = 0;

  function reached() {
    var limit = window.innerHeight / 2;
    var above = places.filter(function (place) {
      return place.getBoundingClientRect().top < limit;
    });
    return above.length ? above[above.length - 1].id : "";
  }

  function say() {
    var place = reached();
    timer = 0;
    if (place === said) return;
    said = place;
    var body = new URLSearchParams({ csrfmiddlewaretoken: token.value, anchor: place });
    // keepalive: the last place is still sent while the page is being left.
    fetch(article.dataset.position, { method: "POST", body: body, keepalive: true, credentials: "same-origin" }).catch(
      function () {
        said = null;
      }
    );
  }

  function wait() {
    window.clearTimeout(timer);
    timer = window.setTimeout(say, WAIT);
  }

  window.addEventListener("scroll", wait, { passive: true });
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden" && timer) {
      window.clearTimeout(timer);
      say();
    }
  });
  wait();
})();
