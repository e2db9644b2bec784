/** Writes a line to stdout. */
export const print = (line: string): boolean => process.stdout.write(`${line}\n`)

/** Writes lines below a title with their number. */
export const printList = (title: string, lines: readonly string[]): void => {
  print(`${title} (${lines.length})`)
  for (const line of lines) print(`  ${line}`)
}
