{
  // before the first paint: the theme of the address, of an earlier visit, of the system
  const asked = new URLSearchParams(location.search).get("theme");
  const kept = document.cookie.match(/(?:^|; )backlot_theme=(\w+)/)?.[1];
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  document.documentElement.dataset.backlotTheme = [asked, kept].find((name) => ["light", "dark", "sun"].includes(name)) ?? system;
}
