/* The tray of scanned pages: a picture pasted from the clipboard joins the chosen files; a long upload says so. */
(() => {
  "use strict";

  const form = document.querySelector("[data-scan-pages]");
  const files = document.getElementById("files");
  const chosen = document.getElementById("files-chosen");
  if (!form || !files) return;

  const names = { "image/jpeg": "dan.jpg", "image/png": "dan.png", "application/pdf": "dan.pdf" };

  function tell() {
    chosen.hidden = files.files.length === 0;
    chosen.textContent = files.files.length ? `Đã chọn ${files.files.length} tệp. Bấm “Thêm vào” để gửi.` : "";
  }

  document.addEventListener("paste", (event) => {
    const pasted = Array.from(event.clipboardData?.files ?? []).filter((file) => file.type in names);
    if (!pasted.length) return;
    event.preventDefault();
    const all = new DataTransfer();
    for (const file of files.files) all.items.add(file);
    for (const file of pasted) all.items.add(new File([file], names[file.type], { type: file.type }));
    files.files = all.files;
    tell();
    form.querySelector("button").focus();
  });

  files.addEventListener("change", tell);
  form.addEventListener("submit", () => { document.getElementById("files-sending").hidden = false; });
})();
