// Date and time fields of the CMS: what Wagtail does in a script inside the page, done from a file.
document.addEventListener("DOMContentLoaded", () => {
  for (const place of document.querySelectorAll("[data-chooser]")) {
    const start = window[place.dataset.chooser];
    if (typeof start === "function") {
      start(place.dataset.field, JSON.parse(place.dataset.config));
    }
  }
});
