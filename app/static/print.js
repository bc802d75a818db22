/* The print dialog of the browser, once the print was written down; afterwards the question whether it is clear. */
(() => {
  "use strict";

  const next = document.querySelector("[data-after-print]");
  window.addEventListener("afterprint", () => next?.focus());

  document.querySelector("[data-print]")?.addEventListener("click", () => window.print());

  window.addEventListener("load", () => {
    if (!document.querySelector("[data-print-now]")) return;
    /* Going back to this page, or loading it again, must not print a second time. */
    const address = new URL(window.location.href);
    address.searchParams.delete("in_ngay");
    window.history.replaceState(null, "", address);
    /* Letters that are still on their way would be missing on the paper. */
    document.fonts.ready.then(() => window.print());
  });
})();
