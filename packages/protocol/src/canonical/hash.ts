/** FNV-1a, twice with different seeds, in letters and digits: the same text always gives the same result. */
export const hash = (text: string): string => fnv(text, 0x811c9dc5) + fnv(text, 0x01000193)

const fnv = (text: string, seed: number): string => {
  let value = seed
  for (let place = 0; place < text.length; place++)
    value = Math.imul(value ^ text.charCodeAt(place), 0x01000193)
  return (value >>> 0).toString(36)
}
