// Send a file with its progress in sight; without this script the form sends it just the same.

import { _, announce } from "./config.js";
import { formatSize } from "./sizes.js";

/** Make the form of the page take dropped files and show how far a file has come. */
export function startUpload(form) {
  const input = form.querySelector("input[type=file]");
  const frame = form.querySelector("[data-drop]");
  const words = form.querySelector("[data-drop-text]");
  const box = form.querySelector("[data-progress]");
  const bar = box.querySelector("progress");
  const text = box.querySelector("[data-progress-text]");
  const send = form.querySelector("button[type=submit]");
  let asked = null;

  function showChosen() {
    const file = input.files[0];
    if (file) {
      words.textContent = `${file.name} · ${formatSize(file.size)}`;
      announce(_("Đã chọn %(file)s", { file: file.name }));
    }
  }

  for (const name of ["dragenter", "dragover"]) {
    frame.addEventListener(name, (event) => { event.preventDefault(); frame.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) frame.addEventListener(name, () => frame.classList.remove("over"));
  frame.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length > 1) {
      refuse(_("Mỗi lần một tệp"), _("Thả từng tệp một."));
      return;
    }
    if (event.dataTransfer.files.length === 1) {
      input.files = event.dataTransfer.files;
      showChosen();
    }
  });
  input.addEventListener("change", showChosen);

  function refuse(message, hint, place = "") {
    document.getElementById("notice")?.remove();
    const notice = document.createElement("div");
    notice.id = "notice";
    notice.className = "banner bad";
    notice.tabIndex = -1;
    notice.setAttribute("role", "alert");
    const heading = document.createElement("h2");
    heading.textContent = message;
    notice.append(heading);
    for (const [line, name] of [[hint, ""], [place, "place"]]) {
      if (!line) continue;
      const part = document.createElement("p");
      part.textContent = line;
      part.className = name;
      notice.append(part);
    }
    form.closest("main").prepend(notice);
    notice.focus();
    notice.scrollIntoView({ block: "nearest" });
  }

  function finish() {
    asked = null;
    box.hidden = true;
    send.disabled = false;
  }

  function report(share, file) {
    if (share < 1) {
      bar.value = share * 100;
      text.textContent = _("Đang tải lên: %(share)s của %(size)s", { share: `${Math.floor(share * 100)}%`, size: formatSize(file.size) });
    } else {
      // How long the reading takes nobody knows beforehand: a bar without a value says so.
      bar.removeAttribute("value");
      text.textContent = _("Đã tải lên. Đang đọc tệp và khớp địa bàn…");
      announce(text.textContent);
    }
  }

  form.addEventListener("submit", (event) => {
    const file = input.files[0];
    if (!file) return;
    event.preventDefault();
    if (asked) return;
    const largest = Number(form.dataset.largest);
    if (largest && file.size > largest) {
      refuse(
        _("Tệp nặng %(size)s, quá mức %(largest)s", { size: formatSize(file.size), largest: formatSize(largest) }),
        _("Xóa các trang tính và cột không cần rồi lưu lại, hoặc chia thành nhiều tệp."),
      );
      return;
    }
    document.getElementById("notice")?.remove();
    asked = new XMLHttpRequest();
    asked.open("POST", form.action);
    asked.setRequestHeader("Accept", "application/json");
    asked.responseType = "json";
    asked.upload.addEventListener("progress", (progress) => report(progress.loaded / progress.total, file));
    asked.upload.addEventListener("load", () => report(1, file));
    asked.addEventListener("load", () => {
      const { status, response } = asked;
      if (status < 300 && response?.url) {
        window.location.assign(response.url);
        return;
      }
      finish();
      const error = response?.error ?? {};
      refuse(error.message ?? _("Máy chủ không nhận tệp (mã %(status)s)", { status }), error.hint ?? "", response?.place ?? "");
    });
    asked.addEventListener("error", () => {
      finish();
      refuse(_("Mất kết nối khi đang tải lên"), _("Kiểm tra mạng rồi tải lại; chưa có gì được lưu."));
    });
    asked.addEventListener("abort", () => { finish(); announce(_("Đã dừng tải lên")); });
    send.disabled = true;
    box.hidden = false;
    report(0, file);
    asked.send(new FormData(form));
  });
  form.querySelector("[data-cancel]").addEventListener("click", () => asked?.abort());
  // Coming back by the browser's Back finds the form as it was.
  window.addEventListener("pageshow", finish);
}
