// To the clipboard, on plain HTTP too.

import { toast } from "./announce.js";
import { _ } from "./config.js";

/** Copy `text` and say `done`; say so where the browser does not allow it. */
export async function copyText(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    toast(done);
  } catch {
    // Browsers give the clipboard to secure addresses only; an office server often speaks plain HTTP.
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    toast(copied ? done : _("Chưa chép được; hãy chọn và chép bằng tay."));
  }
}
