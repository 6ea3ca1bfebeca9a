/** Hold what the viewer shows and tell those who draw it when it changes. */

/**
 * @param {object} initial
 * @returns {{get: () => object, set: (change: object) => void, on: (keys: string[], draw: Function) => void}}
 */
export function makeStore(initial) {
  let state = { ...initial };
  const listeners = [];
  return {
    get: () => state,
    set(change) {
      const changed = Object.keys(change).filter((key) => !Object.is(state[key], change[key]));
      if (!changed.length) return;
      const before = state;
      state = { ...state, ...change };
      for (const { keys, draw } of [...listeners]) if (keys.some((key) => changed.includes(key))) draw(state, before);
    },
    on(keys, draw) {
      listeners.push({ keys, draw });
    },
  };
}
