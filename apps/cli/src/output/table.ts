import stringWidth from 'fast-string-width'

/**
 * Formats rows as aligned columns under a heading, no wider than `width` cells: the first column that is too wide is
 * cut, and the columns after it are omitted.
 */
export const showTable = (heading: string[], rows: string[][], width: number): string => {
  const all = [heading, ...rows]
  const widths = heading.map((_, column) => Math.max(...all.map((row) => stringWidth(row[column] ?? ''))))
  const shown = fit(widths, width)
  return all
    .map((row) =>
      shown
        .map((columnWidth, column) => pad(cut(row[column] ?? '', columnWidth), columnWidth))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const LEAST = 6

/** The widths of the columns that fit into `width` cells. */
const fit = (widths: number[], width: number): number[] => {
  const shown: number[] = []
  let left = width
  for (const wanted of widths) {
    const given = Math.min(wanted, left)
    if (given < Math.min(wanted, LEAST)) break
    shown.push(given)
    left -= given + 2
  }
  return shown
}

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - stringWidth(text)))

/** Cuts a text to `width` cells; `…` replaces the rest. */
export const cut = (text: string, width: number): string => {
  if (stringWidth(text) <= width) return text
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break
    kept += segment
  }
  return `${kept}…`
}

/** Formats names and values, one pair per line. */
export const showFields = (fields: [string, string][]): string => {
  const width = Math.max(...fields.map(([name]) => name.length))
  return fields.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')
}
