/*
  The scan box (§4.5). A USB scanner is a keyboard that types very fast: what it types here is read at its Enter, or
  when it stops. It never sends the form. Without this file the button “Đọc” does the same.
*/
(() => {
  "use strict";

  const FAST_MS = 35;
  const FEWEST = 8;
  const SILENCE_MS = 150;
  const PATIENCE_MS = 8000;

  const box = document.querySelector("input[data-scan]");
  if (!box) return;
  const form = box.form;
  const news = document.getElementById("scan-news");
  let fast = 0;
  let before = 0;
  let silence = null;

  document.addEventListener("keydown", (event) => {
    if (event.key !== "F2" || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    box.focus();
    box.select();
    box.scrollIntoView({ block: "center" });
  });

  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.ctrlKey && !event.isComposing) {
      event.preventDefault();
      read();
    } else if (event.key === "Escape") {
      box.value = "";
      news.replaceChildren();
    }
  });

  box.addEventListener("input", (event) => {
    const now = event.timeStamp;
    // A busy machine holds a key up now and then: that alone makes no person of a scanner.
    fast = now - before < FAST_MS ? fast + 1 : Math.max(fast - 1, 1);
    before = now;
    clearTimeout(silence);
    const pasted = event.inputType === "insertFromPaste" && box.value.includes("|");
    if (pasted || fast >= FEWEST) silence = setTimeout(read, pasted ? 0 : SILENCE_MS);
  });

  async function read() {
    clearTimeout(silence);
    fast = 0;
    const text = box.value.trim();
    if (!text) return;
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE_MS);
    try {
      const answer = await fetch(box.dataset.scan, {
        method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" },
        redirect: "error", signal: stop.signal,
      });
      if (answer.status === 401) { document.getElementById("signed-out").hidden = false; return; }
      took(await answer.json());
    } catch {
      document.dispatchEvent(new CustomEvent("htmx:sendError"));
      tell("bad", "Chưa đọc được: máy chủ không trả lời. Nội dung quét còn trong ô; bấm Enter để đọc lại.", []);
    } finally {
      clearTimeout(timer);
    }
  }

  function took(answer) {
    if (answer.words) { tell("warn", answer.words, []); box.select(); return; }
    if (answer.opens) { window.location.assign(answer.opens); return; }
    fill(answer.fields);
    box.value = "";
    const rows = answer.differs.map(row);
    if (answer.warnings.length || rows.length) tell("warn", rows.length ? "Trên thẻ khác với đang gõ. Hãy chọn bản đúng." : "Xem lại thẻ vừa quét", [...answer.warnings.map(line), ...rows]);
    else tell("good", "reserve_code" in answer.fields ? "Biên nhận dự phòng: ghi ngày giờ nhận như trên giấy." : "Đã điền theo thẻ.", []);
    if ("reserve_code" in answer.fields) form.elements.reserve_on?.focus();
    else if (rows.length) news.querySelector("button").focus(); else onwards();
  }

  function fill(fields) {
    for (const [name, value] of Object.entries(fields)) {
      const found = [...form.elements].filter((field) => field.name === name);
      for (const field of found) {
        if (field.type === "radio") field.checked = field.value === value; else field.value = value;
      }
      found[0]?.closest("details")?.setAttribute("open", "");
      if (name !== "reserve_code") mark(found[0]);
    }
    form.dispatchEvent(new CustomEvent("filled", { detail: { card: Object.keys(fields) } }));
    form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function mark(field) {
    const place = field?.closest(".field");
    if (!place || place.matches("fieldset") || place.tagName === "FIELDSET") return;
    place.classList.add("from-card");
    if (place.querySelector(".card-mark")) return;
    const words = document.createElement("span");
    words.className = "card-mark";
    words.textContent = "từ CCCD";
    place.querySelector("label")?.append(" ", words);
  }

  function row(differing) {
    const item = line(`${differing.label}: đang gõ “${differing.typed_words}”, trên thẻ “${differing.card_words}”. `);
    item.append(
      choice("Theo thẻ", () => fill({ [differing.name]: differing.card }), item),
      choice("Giữ đang gõ", () => {}, item),
    );
    return item;
  }

  function choice(words, act, item) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button button-secondary";
    made.textContent = words;
    made.addEventListener("click", () => {
      act();
      item.remove();
      const next = news.querySelector("button");
      if (next) next.focus(); else { news.replaceChildren(); onwards(); }
    });
    return made;
  }

  function line(words) {
    const item = document.createElement("li");
    item.textContent = words;
    return item;
  }

  function tell(tone, words, items) {
    const notice = document.createElement("div");
    const inside = document.createElement("div");
    const title = document.createElement("p");
    notice.className = `notice tone-${tone}`;
    title.className = "notice-title";
    title.textContent = words;
    inside.append(title);
    if (items.length) {
      const list = document.createElement("ul");
      list.className = "plain-list";
      list.append(...items);
      inside.append(list);
    }
    notice.append(inside);
    news.replaceChildren(notice);
  }

  /* The first thing the card does not know. */
  function onwards() {
    const next = ["applicant_name", "phone"].map((name) => form.elements[name]).find((field) => field && !field.value);
    (next || form.querySelector("[data-have]") || form.elements.phone)?.focus();
  }

  for (const name of (form.dataset.card || "").split(",").filter(Boolean)) {
    mark([...form.elements].find((field) => field.name === name));
  }
})();
