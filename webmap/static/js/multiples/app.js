// Small multiples are drawn by the server; the script only prints.

document.addEventListener("click", (event) => {
  if (event.target.closest('[data-action="print"]')) print();
});
