/*
  The leader's pile by keyboard: j and k walk, x chooses, Enter opens what is to be signed. Without this file the
  page works by Tab, Space and Enter alone.
*/
(() => {
  "use strict";

  const items = () => [...document.querySelectorAll("[data-item]")];
  const here = () => items().indexOf(document.activeElement?.closest("[data-item]"));
  const typing = (element) => element.matches("input:not([type=checkbox]), textarea, select");

  function walk(by) {
    const all = items();
    const next = all[Math.min(Math.max(here() + by, 0), all.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  function tell() {
    const chosen = document.querySelectorAll("[data-item] input:checked").length;
    const words = document.getElementById("sign-count");
    if (words) words.textContent = chosen ? `Đã chọn ${chosen} hồ sơ trên trang này.` : "Chưa chọn hồ sơ nào.";
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    const item = items()[here()];
    if (event.key === "j") walk(1);
    else if (event.key === "k") walk(-1);
    else if (event.key === "x" && item) item.querySelector("input[type=checkbox]").click();
    else if (event.key === "Enter" && item && event.target === item) item.querySelector("[data-sign]").click();
    else return;
    event.preventDefault();
  });

  document.addEventListener("change", tell);
  document.addEventListener("DOMContentLoaded", tell);
})();
