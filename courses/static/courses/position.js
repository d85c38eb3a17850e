// Tells the server which part of a lesson is being read, so that a learner comes back to it. Without this script the
// place is the last one that a button led to.
(function () {
  "use strict";
  var article = document.querySelector("[data-position]");
  var token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (!article || !token || !window.fetch || !window.IntersectionObserver) return;

  var places = Array.prototype.slice.call(article.querySelectorAll("h2[id], .wm-check[id]")).filter(function (place) {
    return place.tagName !== "H2" || !place.closest(".wm-check");
  });
  var reached = "";
  var said = null;
  var timer = 0;

  function say() {
    timer = 0;
    if (reached === said) return;
    said = reached;
    var body = new URLSearchParams({ csrfmiddlewaretoken: token.value, anchor: reached });
    // keepalive: the last place is still sent when the page is being left.
    fetch(article.dataset.position, { method: "POST", body: body, keepalive: true, credentials: "same-origin" }).catch(
      function () {
        said = null;
      }
    );
  }

  // A heading counts once it has come to the upper half of the window and stayed for a moment.
  var observer = new IntersectionObserver(
    function () {
      var limit = window.innerHeight / 2;
      var above = places.filter(function (place) {
        return place.getBoundingClientRect().top < limit;
      });
      reached = above.length ? above[above.length - 1].id : "";
      window.clearTimeout(timer);
      timer = window.setTimeout(say, 3000);
    },
    { rootMargin: "0px 0px -50% 0px" }
  );
  places.forEach(function (place) {
    observer.observe(place);
  });
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden" && timer) {
      window.clearTimeout(timer);
      say();
    }
  });
})();
