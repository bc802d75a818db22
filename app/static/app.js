/*
  What HTML and htmx cannot do alone. The page works without this file; with it, nothing typed is lost when the
  office's own server goes away, and a keyboard gets everywhere.
*/
(() => {
  "use strict";

  const PROBE = "/may-chu";
  const PROBE_TIMEOUT_MS = 4000;
  const RETRY_SECONDS = 5;
  const SENT_AGAIN_AFTER_MS = 8000;

  const $ = (id) => document.getElementById(id);
  document.documentElement.classList.add("scripted");

  /* ── The server of this office (§4.2): away, back, or signed out ──────────────────────────────── */

  let countdown = null;

  async function probe() {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PROBE_TIMEOUT_MS);
    try {
      const answer = await fetch(PROBE, { cache: "no-store", signal: stop.signal });
      return (await answer.json()).signed_in ? "here" : "signed-out";
    } catch {
      return "away";
    } finally {
      clearTimeout(timer);
    }
  }

  function serverAway() {
    const banner = $("no-server");
    if (!banner || !banner.hidden) return;
    banner.hidden = false;
    $("no-server-scratch").hidden = typedFields().length === 0;
    lampServer(false);
    holdButtons(true);
    waitAndTry();
  }

  function waitAndTry() {
    let left = RETRY_SECONDS;
    clearInterval(countdown);
    const tell = () => { $("no-server-wait").textContent = `Đang thử lại sau ${left} giây…`; };
    tell();
    countdown = setInterval(() => {
      left -= 1;
      if (left > 0) tell(); else tryNow();
    }, 1000);
  }

  async function tryNow() {
    clearInterval(countdown);
    $("no-server-wait").textContent = "Đang thử lại…";
    const state = await probe();
    if (state === "away") { waitAndTry(); return; }
    $("no-server").hidden = true;
    lampServer(true);
    holdButtons(false);
    if (state === "signed-out") signedOut(); else say("good", "Đã nối lại được với máy chủ. Hãy bấm lại nút vừa bấm.");
    refreshLamps();
  }

  function signedOut() {
    const banner = $("signed-out");
    if (banner && $("lamps")) banner.hidden = false;
  }

  /* The server cannot tell that it is away, so the first lamp is put out from here. */
  function lampServer(on) {
    const lamp = document.querySelector("#lamp-server .lamp");
    if (!lamp) return;
    lamp.classList.toggle("tone-good", on);
    lamp.classList.toggle("tone-bad", !on);
    const words = lamp.querySelector("span");
    words.dataset.here = words.dataset.here || words.textContent;
    words.textContent = on ? words.dataset.here : words.dataset.here.replace(/: .*/, ": không trả lời");
  }

  function holdButtons(hold) {
    for (const form of document.querySelectorAll("form")) {
      if (form.method !== "post") continue;
      for (const button of form.querySelectorAll("button:not([type=button])")) {
        button.setAttribute("aria-disabled", hold);
        if (hold) button.title = "Chưa gửi được: máy chủ không trả lời. Nội dung vẫn còn trên màn hình.";
        else { button.removeAttribute("aria-disabled"); button.removeAttribute("title"); }
      }
    }
  }

  function refreshLamps() {
    const lamps = $("lamps");
    if (lamps && window.htmx) window.htmx.trigger(lamps, "seen");
  }

  function say(tone, words) {
    const place = $("messages");
    if (!place) return;
    const box = document.createElement("div");
    box.className = `message tone-${tone}`;
    const line = document.createElement("p");
    line.textContent = words;
    box.append(line);
    place.replaceChildren(box);
  }

  /* ── Plain forms: ask whether the server is there before letting go of the page ───────────────── */

  const sure = new WeakSet();
  const asking = new WeakSet();

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    // The cover is for a session that is shut: its forms are answered there.
    if (form.closest("#cover-body")) return;
    if (sure.has(form)) { sure.delete(form); return; }
    event.preventDefault();
    if (asking.has(form)) return;
    asking.add(form);
    const state = form.matches("[data-anyone], :has(input[type=password])") ? await reachable() : await probe();
    if (state === "here") {
      sure.add(form);
      form.requestSubmit(event.submitter);
      setTimeout(() => asking.delete(form), SENT_AGAIN_AFTER_MS);
      return;
    }
    asking.delete(form);
    if (state === "away") serverAway(); else signedOut();
  });

  /* Signing in is done by people who are signed out, and so is what a citizen does. */
  async function reachable() {
    return (await probe()) === "away" ? "away" : "here";
  }

  /* Going back shows the page as it was left, typed words included, but not to whoever comes after. */
  window.addEventListener("pageshow", async (event) => {
    if (event.persisted && (await probe()) === "signed-out") window.location.reload();
  });

  /* ── htmx: silence is an answer too ───────────────────────────────────────────────────────────── */

  document.addEventListener("htmx:sendError", serverAway);
  document.addEventListener("htmx:timeout", serverAway);

  document.addEventListener("htmx:beforeRequest", (event) => {
    const from = event.detail.elt;
    if (document.hidden && from.hasAttribute("data-poll")) event.preventDefault();
    if (!$("no-server").hidden && event.detail.requestConfig.verb !== "get") event.preventDefault();
  });

  document.addEventListener("htmx:beforeSwap", (event) => {
    const answer = event.detail;
    if (answer.xhr.status < 400 || answer.xhr.status === 422) return;
    if (answer.xhr.status === 401) { signedOut(); return; }
    if (answer.xhr.getResponseHeader("HX-Retarget")) answer.shouldSwap = true;
    else say("bad", "Máy chủ trả lời không rõ. Việc vừa rồi có thể chưa được ghi; hãy tải lại trang để xem.");
  });

  document.addEventListener("htmx:afterSwap", () => {
    if (!$("no-server").hidden) tryNow();
    focusSummary();
  });

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refreshLamps();
  });

  /* ── The error summary takes the eye and the keyboard ─────────────────────────────────────────── */

  let told = null;

  function focusSummary() {
    const summary = $("error-summary");
    if (!summary || summary === told) return;
    told = summary;
    if (!document.title.startsWith("Lỗi: ")) document.title = `Lỗi: ${document.title}`;
    summary.focus();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#error-summary a[href^='#']");
    const field = link && $(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    field.scrollIntoView({ block: "center" });
    (field.matches("fieldset") ? field.querySelector("input, select, textarea") || field : field).focus();
  });

  /* ── What was typed, on a scrap of paper ──────────────────────────────────────────────────────── */

  function typedFields() {
    const skip = ["hidden", "password", "submit", "button", "search", "file"];
    return [...document.querySelectorAll("main input, main select, main textarea")].filter((field) => {
      if (skip.includes(field.type)) return false;
      if (field.type === "checkbox" || field.type === "radio") return field.checked;
      return field.value.trim() !== "";
    });
  }

  function printScratch() {
    const sheet = document.createElement("section");
    sheet.id = "scratch";
    const title = document.createElement("h1");
    title.textContent = `${document.querySelector("h1")?.textContent || document.title} (giấy nháp)`;
    const list = document.createElement("dl");
    for (const field of typedFields()) {
      const term = document.createElement("dt");
      const value = document.createElement("dd");
      term.textContent = field.labels?.[0]?.textContent.trim() || field.name;
      value.textContent = field.selectedOptions ? field.selectedOptions[0]?.textContent : field.value;
      if (field.type === "checkbox" || field.type === "radio") value.textContent = "✓";
      list.append(term, value);
    }
    sheet.append(title, list);
    document.body.append(sheet);
    document.documentElement.classList.add("printing-scratch");
    window.print();
    document.documentElement.classList.remove("printing-scratch");
    sheet.remove();
  }

  /* ── Keyboard and small screens ───────────────────────────────────────────────────────────────── */

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey && !event.altKey && event.key.toLowerCase() === "k" && $("search")) {
      event.preventDefault();
      $("search").focus();
      $("search").select();
    }
    if (event.key === "Escape") closeMenus(null, true);
  });

  document.addEventListener("click", (event) => closeMenus(event.target, false));

  function closeMenus(clicked, refocus) {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (clicked && menu.contains(clicked)) continue;
      menu.open = false;
      if (refocus) menu.querySelector("summary").focus();
    }
    const others = $("other-places");
    if (!others?.classList.contains("is-open") || (clicked && others.contains(clicked))) return;
    fold("other-places", "other-places-toggle");
    if (refocus) $("other-places-toggle").focus();
  }

  function fold(id, toggle) {
    $(toggle).setAttribute("aria-expanded", $(id).classList.toggle("is-open"));
  }

  document.addEventListener("DOMContentLoaded", () => {
    focusSummary();
    $("no-server-try")?.addEventListener("click", tryNow);
    $("no-server-scratch")?.addEventListener("click", printScratch);
    $("places-toggle")?.addEventListener("click", () => fold("places", "places-toggle"));
    $("other-places-toggle")?.addEventListener("click", () => fold("other-places", "other-places-toggle"));
  });
})();
