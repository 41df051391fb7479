// Before anything is drawn: the theme that the reader has chosen, if any; the style sheet knows the system's.
try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
} catch {
  // no storage allowed: the system's theme stays
}
