/* The print button, and the dialog of the browser at once when the officer asked to accept and print. */
(() => {
  "use strict";

  document.querySelector("[data-print]")?.addEventListener("click", () => window.print());

  const next = document.querySelector("[data-after-print]");
  window.addEventListener("afterprint", () => next?.focus());

  window.addEventListener("load", () => {
    if (!document.querySelector("[data-print-now]")) return;
    /* Going back to this page, or loading it again, must not print a second time. */
    const address = new URL(window.location.href);
    address.searchParams.delete("in_ngay");
    window.history.replaceState(null, "", address);
    window.print();
  });
})();
