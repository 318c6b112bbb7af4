// Light or dark: what the reader chose here before, otherwise what the system asks for. Runs before the page is painted.
{
  const key = "colours";
  const system = matchMedia("(prefers-color-scheme: dark)");
  const stored = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // A browser that keeps nothing follows the system.
    }
  };
  const dark = () => (stored() ?? (system.matches ? "dark" : "light")) === "dark";
  const button = document.querySelector(".colours");
  const paint = () => {
    document.body.dataset.mdColorScheme = dark() ? "slate" : "default";
    button.setAttribute("aria-label", dark() ? button.dataset.light : button.dataset.dark);
    button.title = button.getAttribute("aria-label");
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    try {
      localStorage.setItem(key, dark() ? "light" : "dark");
    } catch {
      return;
    }
    paint();
  });
  system.addEventListener("change", paint);
  paint();
}
