/** Sets keys above the first table of TOML text and keeps everything else. */
export const setTopLevel = (before: string | null, values: Record<string, string>): string => {
  const lines = (before ?? '').split('\n')
  const firstTable = lines.findIndex((line) => /^\s*\[/.test(line))
  const end = firstTable < 0 ? lines.length : firstTable
  const left = new Map(Object.entries(values))
  const head = lines.slice(0, end).map((line) => {
    const key = /^\s*([\w-]+)\s*=/.exec(line)?.[1]
    const value = key === undefined ? undefined : left.get(key)
    if (key === undefined || value === undefined) return line
    left.delete(key)
    return `${key} = ${JSON.stringify(value)}`
  })
  const added = [...left].map(([key, value]) => `${key} = ${JSON.stringify(value)}`)
  return [...added, ...head, ...lines.slice(end)].join('\n')
}

/** Puts a table at the end of TOML text, and removes an earlier table of the same name. */
export const setTable = (before: string, name: string, values: Record<string, string>): string => {
  const lines = before.split('\n')
  const start = lines.findIndex((line) => line.trim() === `[${name}]`)
  const after = start < 0 ? -1 : lines.findIndex((line, index) => index > start && /^\s*\[/.test(line))
  const others = start < 0 ? lines : [...lines.slice(0, start), ...(after < 0 ? [] : lines.slice(after))]
  const table = [
    `[${name}]`,
    ...Object.entries(values).map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
  ]
  const text = others.join('\n').trimEnd()
  return `${text}${text === '' ? '' : '\n\n'}${table.join('\n')}\n`
}
