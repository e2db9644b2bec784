import stringWidth from 'string-width'

/** Text in lines of so many cells, broken between words; a word that is longer has a line of its own. */
export const wrap = (text: string, width: number): string =>
  text
    .split('\n')
    .map((line) => wrapLine(line, width))
    .join('\n')

const wrapLine = (line: string, width: number): string => {
  const lines = ['']
  for (const word of line.split(' ')) {
    const last = lines.at(-1)!
    const longer = last === '' ? word : `${last} ${word}`
    if (stringWidth(longer) <= width || last === '') lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines.join('\n')
}
