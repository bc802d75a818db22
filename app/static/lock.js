/*
  The cover over a shared screen: after Ctrl+L, the button, or some minutes without a key or the mouse. The server
  refuses everything of a covered session by itself; here the page is hidden and kept as it was typed.
*/
(() => {
  "use strict";

  const idleMs = Number(document.currentScript.dataset.idle) * 1000;
  const TELL_EVERY_MS = 120000;
  const COVER = "/khoa";
  let touched = Date.now();
  let told = Date.now();

  const here = () => window.location.pathname + window.location.search;
  const token = () => document.querySelector("#cover-form [name=csrf_token]")?.value || "";
  const body = (words) => new DOMParser().parseFromString(words, "text/html").getElementById("cover-body");

  async function post(url, form) {
    return fetch(url, { method: "POST", body: form, redirect: "manual", headers: { "X-CSRFToken": token() } });
  }

  async function cover() {
    if (document.getElementById("cover")) return;
    const dialog = document.createElement("dialog");
    dialog.id = "cover";
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    document.body.append(dialog);
    dialog.showModal();
    document.documentElement.classList.add("covered");
    try {
      const form = new FormData();
      form.append("ve", here());
      await post(`${COVER}/dong`, form);
      fill(dialog, await (await fetch(`${COVER}?${new URLSearchParams({ ve: here() })}`)).text());
    } catch {
      window.location.assign(`${COVER}?${new URLSearchParams({ ve: here() })}`);
    }
  }

  function fill(dialog, words) {
    const part = body(words);
    if (!part) { window.location.assign(COVER); return; }
    dialog.replaceChildren(part);
    dialog.querySelector("[name=secret]").focus();
    dialog.querySelector("[data-open]").addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation();
      tryOpen(dialog, event.target);
    });
  }

  async function tryOpen(dialog, form) {
    const answer = await post(COVER, new FormData(form));
    if (answer.type === "opaqueredirect") uncover(dialog);
    else fill(dialog, await answer.text());
  }

  function uncover(dialog) {
    touched = Date.now();
    dialog.close();
    dialog.remove();
    document.documentElement.classList.remove("covered");
  }

  function active() {
    touched = Date.now();
    if (touched - told < TELL_EVERY_MS || document.getElementById("cover")) return;
    told = touched;
    post(`${COVER}/con-lam`, new FormData()).catch(() => {});
  }

  for (const sign of ["keydown", "pointerdown", "wheel"]) document.addEventListener(sign, active, { passive: true });

  document.addEventListener("keydown", (event) => {
    if (!event.ctrlKey || event.altKey || event.shiftKey || event.key.toLowerCase() !== "l") return;
    event.preventDefault();
    cover();
  });

  document.addEventListener("submit", (event) => {
    if (event.target.id !== "cover-form") return;
    event.preventDefault();
    event.stopPropagation();
    cover();
  }, true);

  if (idleMs) setInterval(() => { if (Date.now() - touched >= idleMs) cover(); }, 5000);
})();
