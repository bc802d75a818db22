/*
  The bar under a list counts what is ticked and shows itself only then. Without this file it always stands there.
*/
(() => {
  "use strict";

  const ticks = () => [...document.querySelectorAll("[data-tick]:not(:disabled)")];

  function tell() {
    const bar = document.querySelector("[data-bulk]");
    if (!bar || bar.querySelector("[name=tat-ca]")) return;
    const chosen = ticks().filter((each) => each.checked).length;
    bar.classList.toggle("has-chosen", chosen > 0);
    const words = document.getElementById("bulk-count");
    if (words) words.textContent = chosen ? `Đã chọn ${chosen} trên trang này` : "Chưa chọn hồ sơ nào";
  }

  function tick(all) {
    ticks().forEach((each) => { each.checked = all; });
    tell();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-bulk-page], [data-bulk-none]");
    const bar = document.querySelector("[data-bulk]");
    if (!link || bar?.querySelector("[name=tat-ca]")) return;
    event.preventDefault();
    tick(link.matches("[data-bulk-page]"));
  });

  document.addEventListener("change", (event) => { if (event.target.matches("[data-tick]")) tell(); });
  document.addEventListener("DOMContentLoaded", tell);
  window.addEventListener("pageshow", tell);
})();
