// For pages that hold embeds of Bao Phủ: <script src="…/embed/frame.js" async></script>. Frames marked data-baophu get
// the height of their content. Nothing else of the page is touched; old browsers read it too.
(function () {
  "use strict";
  var LEAST = 80;
  var MOST = 5000;

  function list() {
    return Array.prototype.slice.call(document.querySelectorAll("iframe[data-baophu]"));
  }

  function isFrom(frame, event) {
    var link = document.createElement("a");
    link.href = frame.src;
    return frame.contentWindow === event.source && event.origin === link.protocol + "//" + link.host;
  }

  window.addEventListener("message", function (event) {
    var data = event.data;
    if (!data || data.type !== "baophu:height" || typeof data.height !== "number" || !isFinite(data.height)) return;
    list().forEach(function (frame) {
      if (isFrom(frame, event)) frame.style.height = Math.min(MOST, Math.max(LEAST, Math.ceil(data.height))) + "px";
    });
  });

  // Frames that were ready before this script told a page that did not listen yet.
  list().forEach(function (frame) {
    if (frame.contentWindow) frame.contentWindow.postMessage({ type: "baophu:ask" }, "*");
  });
})();
