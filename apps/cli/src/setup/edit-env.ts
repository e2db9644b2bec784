/** Sets variables in a `.env` file: existing ones in place, new ones at the end. Returns the new text. */
export const editEnv = (before: string | null, values: Record<string, string>): string => {
  const left = new Map(Object.entries(values))
  const lines = (before ?? '').split('\n').map((line) => {
    const name = /^\s*(?:export\s+)?(\w+)\s*=/.exec(line)?.[1]
    const value = name === undefined ? undefined : left.get(name)
    if (name === undefined || value === undefined) return line
    left.delete(name)
    return `${name}=${value}`
  })
  if (lines.at(-1) === '') lines.pop()
  return [...lines, ...[...left].map(([name, value]) => `${name}=${value}`), ''].join('\n')
}
