/*
  Keeps an intake form on the server of the office while it is typed (§4.6). Without this file the button “Lưu nháp”,
  and every button that sends the form, keep it as a whole. Nothing of a citizen is put into the browser's storage.
*/
(() => {
  "use strict";

  const QUIET_MS = 600;
  const LONGEST_WAIT_MS = 2500;
  const PATIENCE_MS = 5000;
  const AGAIN_MS = 5000;
  const BESIDE = new Set(["csrf_token", "dossier_id", "draft_seen", "reason", "scan"]);

  const form = document.querySelector("form[data-draft]");
  if (!form) return;

  const line = document.getElementById("saved");
  const button = document.getElementById("save-draft");
  const news = document.getElementById("draft-news");
  const seenBox = form.elements.draft_seen;
  const held = new Map();
  const fromCard = new Set();
  let known = new Map(form.hasAttribute("data-copied") ? [] : boxes());
  let seen = Number(seenBox.value);
  let sending = false;
  let stopped = false;
  let quiet = null;
  let waitingSince = 0;
  let last = "";

  /* ── What is on the page ──────────────────────────────────────────────────────────────────────── */

  function boxes() {
    const found = new Map();
    for (const field of form.elements) {
      if (!field.name || BESIDE.has(field.name) || field.type === "submit" || field.type === "button") continue;
      if (field.type === "radio") { if (field.checked || !found.has(field.name)) found.set(field.name, field.checked ? field.value : ""); }
      else if (field.type === "checkbox") found.set(field.name, field.checked ? field.value : "");
      else found.set(field.name, field.value);
    }
    return found;
  }

  function changed() {
    return [...boxes()].filter(([name, value]) => !held.has(name) && value !== (known.get(name) ?? ""));
  }

  function put(name, value) {
    const fields = [...form.elements].filter((field) => field.name === name);
    for (const field of fields) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = field.value === value;
      else field.value = value;
    }
    known.set(name, value);
  }

  /* ── Saving: never two at once, never in the way of the fingers ───────────────────────────────── */

  function touched(event) {
    if (stopped || BESIDE.has(event.target.name)) return;
    if (event.target.name) last = event.target.name;
    if (event.isTrusted) { fromCard.delete(event.target.name); event.target.closest(".from-card")?.classList.remove("from-card"); }
    soon(event.type === "input" ? QUIET_MS : 60);
  }

  function soon(delay) {
    if (!changed().length) return;
    if (!sending) tell("typing", "Đang gõ…");
    waitingSince = waitingSince || Date.now();
    clearTimeout(quiet);
    quiet = setTimeout(save, Math.max(0, Math.min(delay, waitingSince + LONGEST_WAIT_MS - Date.now())));
  }

  function body(fields) {
    const sent = new URLSearchParams(fields);
    sent.set("draft_seen", seen);
    sent.set("procedure_id", form.dataset.procedure);
    sent.set("last", last);
    for (const [name] of fields) if (fromCard.has(name)) sent.append("from_card", name);
    return sent;
  }

  function post(fields, options) {
    const headers = { "X-CSRFToken": form.elements.csrf_token.value, Accept: "application/json" };
    return fetch(form.dataset.draft, { method: "POST", body: body(fields), headers, redirect: "error", ...options });
  }

  async function save() {
    clearTimeout(quiet);
    const fields = changed();
    if (sending || stopped || !fields.length) return;
    sending = true;
    waitingSince = 0;
    tell("saving", "Đang lưu…");
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
    try {
      const answer = await post(fields, { signal: stop.signal });
      const told = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
      if (answer.ok) took(fields, told); else refused(answer.status, told.words);
    } catch {
      away();
    } finally {
      clearTimeout(timer);
      sending = false;
    }
    if (line.dataset.state === "saved") soon(QUIET_MS);
  }

  function took(fields, answer) {
    for (const [name, value] of fields) if (!(name in answer.clashes)) known.set(name, value);
    for (const [name, value] of Object.entries(answer.news)) {
      if ((boxes().get(name) ?? "") === (known.get(name) ?? "")) put(name, value);
      else hold(name, value);
    }
    for (const [name, value] of Object.entries(answer.clashes)) hold(name, value);
    seen = answer.revision;
    if (!held.size) seenBox.value = seen;
    tell("saved", `Đã lưu nháp lúc ${answer.at}`);
    if (!submitting && window.location.search.indexOf("nhap=") < 0) window.history.replaceState(null, "", answer.url + window.location.hash);
    showHeld();
  }

  function refused(status, words) {
    if (status === 401) {
      document.getElementById("signed-out").hidden = false;
      tell("failed", "Chưa lưu được: phiên làm việc đã hết. Nội dung vẫn trên màn hình này.");
      again();
    } else if (status >= 500 || status === 429) {
      tell("failed", words ? `Chưa lưu được: ${words} Nội dung vẫn trên màn hình này.` : "Chưa lưu được: máy chủ đang bận. Nội dung vẫn trên màn hình này.");
      again();
    } else {
      stopped = true;
      tell("failed", words || "Chưa lưu được: trang này đã cũ. Hãy mở lại biểu mẫu.");
      say(words || "Trang này đã cũ, nội dung gõ thêm không được giữ. Hãy mở lại biểu mẫu.");
    }
  }

  function away() {
    tell("failed", "Chưa lưu được: máy chủ không trả lời. Nội dung vẫn trên màn hình này.");
    document.dispatchEvent(new CustomEvent("htmx:sendError"));
    again();
  }

  function again() {
    clearTimeout(quiet);
    quiet = setTimeout(save, AGAIN_MS);
  }

  function tell(state, words) {
    line.dataset.state = state;
    line.querySelector("span").textContent = words;
    button.hidden = state !== "failed" || stopped;
    if (state === "failed") line.setAttribute("role", "alert"); else line.removeAttribute("role");
  }

  /* ── Another window changed the same box ──────────────────────────────────────────────────────── */

  function hold(name, value) {
    held.set(name, value);
  }

  function showHeld() {
    if (!held.size) { if (!stopped) news.hidden = true; return; }
    const list = document.createElement("ul");
    for (const [name, value] of held) {
      const row = document.createElement("li");
      const words = document.createElement("span");
      words.textContent = `${labelOf(name)}: cửa sổ khác vừa ghi “${value || "để trống"}”. `;
      row.append(words, choice("Dùng bản kia", () => put(name, value), name), choice("Giữ bản trên trang này", () => known.set(name, value), name));
      list.append(row);
    }
    say("Ô này vừa được sửa ở cửa sổ khác. Hãy chọn bản đúng.", list);
  }

  function choice(words, act, name) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button-secondary";
    made.textContent = words;
    made.addEventListener("click", () => {
      act();
      held.delete(name);
      if (!held.size) seenBox.value = seen;
      showHeld();
      save();
    });
    return made;
  }

  function say(words, more) {
    const title = document.createElement("p");
    title.className = "notice-title";
    title.textContent = words;
    const inside = document.createElement("div");
    inside.append(title, ...(more ? [more] : []));
    news.className = "notice tone-warn";
    news.replaceChildren(inside);
    news.hidden = false;
  }

  function labelOf(name) {
    const field = [...form.elements].find((each) => each.name === name);
    const words = field?.closest("fieldset")?.querySelector("legend") || field?.labels?.[0];
    return (words?.textContent || field?.getAttribute("aria-label") || name).replace("(bắt buộc)", "").trim();
  }

  /* ── Coming back, and going ───────────────────────────────────────────────────────────────────── */

  function resume() {
    const name = form.dataset.last;
    const field = name && window.location.search.includes("nhap=") && !document.getElementById("error-summary")
      && [...form.elements].find((each) => each.name === name && (each.type !== "radio" || each.checked));
    if (!field) return;
    for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
    field.focus();
    if (field.matches("input[type=text], textarea")) field.setSelectionRange(field.value.length, field.value.length);
    field.scrollIntoView({ block: "center" });
  }

  window.addEventListener("pagehide", () => {
    const fields = changed();
    if (fields.length && !stopped && !submitting) post(fields, { keepalive: true }).catch(() => {});
  });

  let submitting = false;
  form.addEventListener("submit", () => { submitting = true; setTimeout(() => { submitting = false; }, AGAIN_MS); });
  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("focusout", () => soon(60));
  form.addEventListener("filled", (event) => {
    for (const name of event.detail.card || []) fromCard.add(name);
    soon(0);
  });
  button.type = "button";
  button.addEventListener("click", save);
  button.querySelector("span").textContent = "Lưu lại";
  button.hidden = true;
  resume();
})();
