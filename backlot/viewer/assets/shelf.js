/** The tours one can open: from their service, or out of the page itself. */

/**
 * @param {{tours: string}|null} services addresses; null where there is no server
 * @returns {{list: () => Promise<{tours: object[], deleted: string[]}>, get: (id: string) => Promise<object>}} `list`
 *   tells of each tour `id`, `name`, `description`, `own` and the number of its `stops`; `get` gives the whole of one
 */
export function makeShelf(services, page = document) {
  const element = page.getElementById("tours");
  return element ? inPage(JSON.parse(element.textContent)) : asService(services);
}

function inPage(tours) {
  const told = tours.map(({ id, name, description, stops }) => ({ id, name, description, own: false, stops: stops.length }));
  return {
    list: async () => ({ tours: told, deleted: [] }),
    get: async (id) => {
      const found = tours.find((tour) => tour.id === id);
      if (!found) throw new Error(id);
      return structuredClone(found);
    },
  };
}

function asService(services) {
  if (!services) return inPage([]);
  return {
    list: () => asked(services.tours),
    get: (id) => asked(`${services.tours}/${encodeURIComponent(id)}`),
  };
}

/** The answer of a service; its own sentence where it refuses. */
export async function asked(address) {
  const response = await fetch(address);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}
