/** JSON as a person would write it: what fits on a line of `lineLength` characters stays on one. */
export const printJson = (value: unknown, lineLength = 64, indent = ''): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = `${indent}  `
  const isArray = Array.isArray(value)
  const entries = isArray
    ? value.map((item: unknown) => printJson(item, lineLength, inner))
    : Object.entries(value)
        .filter(([, field]) => field !== undefined)
        .map(([key, field]) => `${JSON.stringify(key)}: ${printJson(field, lineLength, inner)}`)
  const [open, close] = isArray ? ['[', ']'] : ['{', '}']
  if (entries.length === 0) return open + close
  const gap = isArray ? '' : ' '
  const line = `${open}${gap}${entries.join(', ')}${gap}${close}`
  const isShort = indent !== '' && !line.includes('\n') && indent.length + line.length <= lineLength
  return isShort ? line : `${open}\n${inner}${entries.join(`,\n${inner}`)}\n${indent}${close}`
}
