/** How large something is, as people of every language write it. Pure. */
export function sizeText(bytes) {
  if (bytes < 999_500) return `${Math.max(1, Math.round(bytes / 1000))}\u00a0kB`;
  return `${(bytes / 1_000_000).toFixed(bytes < 99_500_000 ? 1 : 0)}\u00a0MB`;
}
