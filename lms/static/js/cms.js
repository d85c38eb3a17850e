// Date and time fields of the CMS: what Wagtail does in a script inside the page, done from a file.
document.addEventListener("DOMContentLoaded", () => {
  for (const place of document.querySelectorAll("[data-chooser]")) {
    const start = window[place.dataset.chooser];
    if (typeof start === "function") {
      start(place.dataset.field, JSON.parse(place.dataset.config));
    }
  }
});

// Names for the fields of a stream that Wagtail leaves without one: a heading, a text, a cell of a table. Whoever
// hears the page hears the name of their block. So too the window of a chooser. Both come and go, so each change is
// looked at.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("[data-edit-form]");
  if (!form) return;
  const named = (field) =>
    (field.labels && field.labels.length) || field.hasAttribute("aria-label") || field.hasAttribute("aria-labelledby");
  const nameFields = () => {
    waiting = false;
    for (const field of form.querySelectorAll("section input[type=text], section textarea, section [role=textbox]")) {
      const heading = field.closest("section[aria-labelledby]")?.getAttribute("aria-labelledby");
      if (named(field) || !heading) continue;
      const cell = /-cell-(\d+)-(\d+)$/.exec(field.id);
      if (cell) field.setAttribute("aria-label", `Row ${+cell[1] + 1}, column ${+cell[2] + 1}`);
      else field.setAttribute("aria-labelledby", heading);
    }
    for (const dialog of document.querySelectorAll(".modal[role=dialog]:not([aria-label])")) {
      const title = dialog.querySelector("h1, h2")?.textContent.trim().replace(/\s+/g, " ");
      if (title) dialog.setAttribute("aria-label", title);
    }
    // The list of blocks beside the form scrolls: let the keyboard reach it.
    document.querySelector(".w-minimap__list:not([tabindex])")?.setAttribute("tabindex", "0");
  };
  let waiting = false;
  const later = () => {
    if (!waiting) requestAnimationFrame(nameFields);
    waiting = true;
  };
  new MutationObserver(later).observe(document.body, { childList: true, subtree: true });
  later();
});
