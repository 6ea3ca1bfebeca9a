/**
 * What the browser's Back closes: each thing opened is one step of the history, the last one first.
 *
 * @param {History} history
 * @param {EventTarget} target where `popstate` is heard: the window
 */
export function makeBack(history, target) {
  const open = [];
  const waiting = [];
  let leaving = 0;

  function push(step) {
    history.pushState({ backlot: open.length + 1 }, "");
    open.push(step);
  }

  target.addEventListener("popstate", () => {
    const step = open.pop();
    if (!leaving) return step?.close();
    leaving -= 1;
    if (!leaving) for (const each of waiting.splice(0)) push(each);
  });

  return {
    /** Note that something was opened; `close` is called when Back is pressed on it. */
    enter(close) {
      const step = { close };
      // going back takes the browser a moment: what is opened meanwhile must not be what it undoes
      if (leaving) waiting.push(step);
      else push(step);
      return step;
    },
    /** Note that what was opened last has been closed by other means. */
    leave(step) {
      if (waiting.includes(step)) return void waiting.splice(waiting.indexOf(step), 1);
      if (open.at(-1) !== step) return;
      leaving += 1;
      history.back();
    },
  };
}

/** Let Back close a dialog, and the dialog's own closing go back. */
export function closesOnBack(back, dialog) {
  const step = back.enter(() => dialog.close());
  dialog.addEventListener("close", () => back.leave(step));
}
