/** JSON of an object or a list, indented; undefined for every other text. */
export const prettyJson = (text: string): string | undefined => {
  if (!/^\s*[{[]/.test(text)) return undefined
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return undefined
  }
}
