/** A guarantee, how much was checked, and its breaches. */
export type Check = { name: string; checkedCount: number; breaches: string[] }

const SHOWN = 30

/** Aligned columns: the first to the left, numbers to the right. */
export const printTable = (head: string[], rows: (string | number)[][]): string => {
  const lines = [head, ...rows.map((row) => row.map(String))]
  const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)))
  const print = (line: string[]): string =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd()
  const [title = [], ...others] = lines
  return [print(title), widths.map((width) => '-'.repeat(width)).join('  '), ...others.map(print)].join('\n')
}

export const printChecks = (checks: Check[]): string =>
  checks
    .flatMap(({ name, checkedCount, breaches }) => [
      `${breaches.length === 0 ? 'ok  ' : 'FAIL'} ${name} (${checkedCount})`,
      ...breaches.slice(0, SHOWN).map((breach) => `       ${breach}`),
      ...(breaches.length > SHOWN ? [`       … and ${breaches.length - SHOWN} more`] : []),
    ])
    .join('\n')

export const isHeld = (checks: Check[]): boolean => checks.every(({ breaches }) => breaches.length === 0)
