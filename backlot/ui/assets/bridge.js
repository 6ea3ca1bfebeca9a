/**
 * The bridge between the browser and Streamlit: theme, language, cookies.
 * The viewer in its frame posts {type: "backlot:prefer", lang?, theme?}; the bridge answers by
 * changing Streamlit's own theme (its host message) and by telling Python the language. It also
 * posts {type: "backlot:go", page}; the bridge lets Python turn to that page.
 * THEMES, the themes by name, stands above this line when the file is served.
 */
/* global THEMES */

const YEAR_S = 31536000;
/** @type {{lang?: string, theme?: string|null, set?: Function, listening?: boolean}} */
const state = (window.backlotBridge ??= {});

function remember(name, value) {
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR_S}; SameSite=Lax`;
}

/** Hand Streamlit a theme in the form its host messages use. */
function paint(name) {
  const chosen = name ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  const t = THEMES[chosen];
  document.documentElement.dataset.backlotTheme = chosen;
  const themeInfo = {
    base: t.scheme === "dark" ? 1 : 0,
    primaryColor: t.accent,
    backgroundColor: t.paper,
    secondaryBackgroundColor: t.sheet,
    textColor: t.ink,
    linkColor: t.accent,
    borderColor: t.line,
    baseRadius: "8px",
  };
  window.postMessage({ stCommVersion: 1, type: "SET_CUSTOM_THEME_CONFIG", themeName: `backlot-${chosen}`, themeInfo }, location.origin);
}

export default function bridge(component) {
  const { data, setStateValue, setTriggerValue } = component;
  state.set = setStateValue;
  state.go = setTriggerValue;
  document.documentElement.lang = data.lang;
  if (state.lang !== data.lang) remember("backlot_lang", data.lang);
  state.lang = data.lang;
  state.theme ??= data.theme;
  if (data.map) window.backlotMap.show(data.map.address, data.map.mode);
  else window.backlotMap.hide();
  if (data.ask && data.ask.number !== state.asked) {
    state.asked = data.ask.number;
    window.backlotMap.ask(data.ask.message);
  }
  const frame = document.getElementById("backlot-map");
  if (frame) frame.title = data.title;
  if (!state.listening) {
    state.listening = true;
    paint(state.theme);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => paint(state.theme));
    window.addEventListener("message", (event) => {
      if (event.origin !== location.origin) return;
      if (event.data?.type === "backlot:go") state.go("page", event.data.page);
      if (event.data?.type !== "backlot:prefer") return;
      const { lang, theme } = event.data;
      if (theme && theme !== state.theme && THEMES[theme]) {
        state.theme = theme;
        remember("backlot_theme", theme);
        paint(theme);
        state.set("theme", theme);
      }
      if (lang && lang !== state.lang) {
        document.documentElement.lang = lang;
        remember("backlot_lang", lang);
        state.set("lang", lang);
      }
    });
  }
}
