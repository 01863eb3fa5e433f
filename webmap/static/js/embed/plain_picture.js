// Browsers that read no modules get the picture that others see without scripts.
(function () {
  var own = document.currentScript || document.querySelector("script[data-picture]");
  var figure = document.getElementById("map");
  var image = document.createElement("img");
  image.src = own.getAttribute("data-picture");
  image.alt = own.getAttribute("data-alt");
  figure.innerHTML = "";
  figure.appendChild(image);
  document.body.className += " still";
})();
