/*
  A keyboard for the counter (§4.4). Everything here is a shortcut to something the page does without it.
*/
(() => {
  "use strict";

  const KINDS = { g: "original", s: "copy", c: "certified_copy" };
  const FIELDS = "input:not([type=hidden]), select, textarea, button[data-continue]";

  const form = document.querySelector("form[data-intake]");
  const finder = document.querySelector("form[data-finder]");
  /* What lies in a closed <details> has a place but cannot take the keyboard. */
  const isShown = (field) => !field.disabled && field.tabIndex >= 0 && field.offsetParent !== null
    && !field.closest("details:not([open])");

  /* ── Every page of the intake: Ctrl+Enter goes on ─────────────────────────────────────────────── */

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.ctrlKey || event.isComposing) return;
    const button = document.querySelector(event.shiftKey ? "[data-continue-new]" : "[data-continue]");
    if (!button) return;
    event.preventDefault();
    normaliseDate(document.activeElement);
    button.click();
  });

  /* ── Finding a procedure: arrows walk the list, Enter opens the first ─────────────────────────── */

  finder?.addEventListener("keydown", (event) => {
    const first = document.querySelector(".picks a");
    if (!first || event.isComposing) return;
    if (event.key === "ArrowDown") { event.preventDefault(); first.focus(); }
    if (event.key === "Enter" && event.target.value.trim() && !document.querySelector("#found.htmx-request")) {
      if (event.target.value.trim() !== shownFor()) return;
      event.preventDefault();
      first.click();
    }
  });

  /* The list answers what was typed when it was asked; Enter before the answer searches instead. */
  let asked = finder?.querySelector("input[type=search]").value.trim();
  let answered = asked;
  const shownFor = () => answered;
  finder?.addEventListener("htmx:beforeRequest", () => { asked = finder.querySelector("input[type=search]").value.trim(); });
  finder?.addEventListener("htmx:afterOnLoad", () => { answered = asked; });

  document.addEventListener("keydown", (event) => {
    const link = event.target.closest?.(".picks a");
    if (!link || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    event.preventDefault();
    const links = [...document.querySelectorAll(".picks a")];
    const next = links.indexOf(link) + (event.key === "ArrowDown" ? 1 : -1);
    (links[next] || (next < 0 ? finder.querySelector("input[type=search]") : link)).focus();
  });

  if (!form) return;

  /* ── The form ─────────────────────────────────────────────────────────────────────────────────── */

  /* An organisation is known by its tax code, and somebody comes for it. */
  form.addEventListener("change", (event) => {
    if (event.target.name !== "applicant_kind") return;
    const isOrganisation = ["business", "organisation", "agency"].includes(event.target.value);
    if (!form.elements.id_no.value) form.elements.id_type.value = isOrganisation ? "tax_code" : "cccd";
    if (isOrganisation) form.querySelector("[data-submitter]").open = true;
  });

  /* Papers and boxes of one case of the procedure show when that case is chosen; the rail is counted by the server. */
  form.addEventListener("change", (event) => {
    if (!event.target.matches("[data-case]")) return;
    const place = String(event.target.selectedIndex);
    form.querySelectorAll("[data-cases]").forEach((each) => { each.hidden = !each.dataset.cases.split(" ").includes(place); });
  });

  form.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.target.matches("[data-scan]")) return;
    if (event.key === "Enter" && event.target.matches("input, select, textarea")) {
      event.preventDefault();
      normaliseDate(event.target);
      step(event.target, 1);
    } else if (event.target.closest("[data-paper]")) {
      onPaper(event);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.altKey && /^[1-5]$/.test(event.key)) {
      event.preventDefault();
      jump(event.key);
    }
    if (event.key === "?" && !event.target.matches("input:not([type=checkbox], [type=radio]), textarea")) {
      const keys = document.getElementById("phim-tat");
      keys.open = !keys.open;
      if (keys.open) keys.querySelector("summary").focus();
    }
  });

  form.addEventListener("change", (event) => normaliseDate(event.target));

  function step(field, by) {
    const fields = [...form.querySelectorAll(FIELDS)].filter(isShown).filter((each) => each.type !== "radio" || each.checked || each === field);
    let next = fields.indexOf(field) + by;
    while (fields[next] && fields[next].type === "radio" && fields[next].name === field.name) next += by;
    fields[next]?.focus();
    if (fields[next]?.select) fields[next].select();
  }

  function jump(number) {
    const block = document.getElementById(`khoi-${number}`);
    const fields = [...block.querySelectorAll(FIELDS)].filter(isShown);
    (fields.find((each) => each.type !== "radio") || fields[0])?.focus();
    block.scrollIntoView({ block: "start" });
  }

  /* ── A line of the checklist: letters say what it is, arrows go to the next line ──────────────── */

  function onPaper(event) {
    const line = event.target.closest("[data-paper]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (event.target.matches("select")) return;
      event.preventDefault();
      moveLine(line, event.target, event.key === "ArrowDown" ? 1 : -1);
      return;
    }
    if (!event.target.matches("[data-have]") || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key in KINDS) {
      event.preventDefault();
      mark(line, KINDS[key]);
    } else if (key === "k") {
      event.preventDefault();
      mark(line, null);
    } else if (/^[0-9]$/.test(key)) {
      event.preventDefault();
      const isOriginal = line.querySelector("select").value === "original";
      const box = line.querySelector(`[name$="${isOriginal ? "-originals" : "-copies"}"]`);
      box.value = key;
      tell(box);
    }
  }

  function mark(line, kind) {
    const have = line.querySelector("[data-have]");
    have.checked = kind !== null;
    if (kind !== null) line.querySelector("select").value = kind;
    tell(have);
  }

  function moveLine(line, field, by) {
    const lines = [...form.querySelectorAll("[data-paper]:not([hidden])")];
    const there = lines[lines.indexOf(line) + by];
    const column = field.closest("td").cellIndex;
    there?.cells[column].querySelector("input, select")?.focus();
  }

  function tell(field) {
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /* ── Dates as people type them: 5/3/90, 05031990 ──────────────────────────────────────────────── */

  function normaliseDate(field) {
    if (!field?.matches?.("[data-date]")) return;
    const typed = field.value.trim();
    const found = /^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})$/.exec(typed) || /^(\d{2})(\d{2})(\d{4})$/.exec(typed)
      || /^(\d{2})(\d{2})(\d{2})$/.exec(typed);
    if (!found) return;
    const [day, month, year] = [Number(found[1]), Number(found[2]), fullYear(found[3], field.dataset.date === "ahead")];
    const real = new Date(Date.UTC(year, month - 1, day));
    if (real.getUTCDate() !== day || real.getUTCMonth() !== month - 1) return;
    field.value = `${String(day).padStart(2, "0")}/${String(month).padStart(2, "0")}/${year}`;
  }

  /* Two digits are a year behind us for a birth, ahead of us for an appointment. */
  function fullYear(digits, ahead) {
    if (digits.length === 4) return Number(digits);
    const year = 2000 + Number(digits);
    return !ahead && year > new Date().getFullYear() ? year - 100 : year;
  }
})();
