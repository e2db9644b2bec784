/** Indents JSON of an object or a list; undefined for other texts. */
export const prettyJson = (text: string): string | undefined => {
  if (!/^\s*[{[]/.test(text)) return undefined
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return undefined
  }
}
