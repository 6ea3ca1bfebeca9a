{
  // Before the first paint: the theme of the address, of an earlier visit, of the system.
  const query = new URLSearchParams(location.search);
  const cookie = (name) => document.cookie.match(new RegExp(`(?:^|; )${name}=([\\w-]+)`))?.[1];
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const theme = [query.get("theme"), cookie("backlot_theme")].find((name) => ["light", "dark", "sun"].includes(name));
  document.documentElement.dataset.backlotTheme = theme ?? system;

  // The map is a frame beside Streamlit's own root: it loads while Streamlit still starts, and no
  // rerun, page change or lost connection takes it away.
  window.backlotMap = {
    /** Make the map's frame, or show the one there is. */
    show(address, mode = { films: "films", plan: "plan", present: "present", takealong: "take" }[location.pathname.split("/").at(-1)] ?? "explore") {
      const back = document.documentElement.dataset.backlotPage === "other";
      document.documentElement.dataset.backlotPage = "map";
      let frame = document.getElementById("backlot-map");
      const known = frame?.dataset.address;
      if (known && (known === address || known.endsWith("/now"))) {
        if (back || frame.dataset.mode !== mode) this.ask({ type: "backlot:mode", mode });
        frame.dataset.mode = mode;
        if (back) frame.contentWindow.postMessage({ type: "backlot:shown" }, location.origin);
        return;
      }
      const look = new URLSearchParams();
      for (const name of known ? [] : ["place", "film", "view", "period", "locale", "category", "at", "plan"]) if (query.has(name)) look.set(name, query.get(name).slice(0, 4000));
      look.set("lang", window.backlotBridge?.lang ?? query.get("lang") ?? cookie("backlot_lang") ?? navigator.language.slice(0, 2));
      const chosen = window.backlotBridge?.theme ?? theme;
      if (chosen) look.set("theme", chosen);
      if (mode !== "explore") look.set("mode", mode);
      frame?.remove();
      this.waiting = [];
      frame = document.createElement("iframe");
      frame.id = "backlot-map";
      frame.allow = "geolocation; fullscreen; clipboard-write; screen-wake-lock";
      frame.dataset.address = address;
      frame.dataset.mode = mode;
      frame.src = `${address}#${look}`;
      document.body.append(frame);
    },
    /** Give the map something to do, now or once it is ready. */
    ask(message) {
      const frame = document.getElementById("backlot-map");
      if (frame?.dataset.ready) frame.contentWindow.postMessage(message, location.origin);
      else this.waiting.push(message);
    },
    waiting: [],
    hide() {
      document.documentElement.dataset.backlotPage = "other";
    },
  };
  window.addEventListener("message", (event) => {
    const frame = document.getElementById("backlot-map");
    if (event.origin !== location.origin || event.data?.type !== "backlot:ready" || event.source !== frame?.contentWindow) return;
    frame.dataset.ready = "yes";
    for (const message of window.backlotMap.waiting.splice(0)) window.backlotMap.ask(message);
  });
}
