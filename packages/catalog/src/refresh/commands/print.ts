/** Writes a line for the person who asked. */
export const print = (line: string): boolean => process.stdout.write(`${line}\n`)

/** Writes lines under a title that says how many they are. */
export const printList = (title: string, lines: readonly string[]): void => {
  print(`${title} (${lines.length})`)
  for (const line of lines) print(`  ${line}`)
}
