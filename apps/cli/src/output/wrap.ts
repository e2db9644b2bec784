import stringWidth from 'fast-string-width'

/**
 * Text in lines of so many cells, broken between words; a word that is longer has a line of its own. What a line is
 * broken into is indented as the line is.
 */
export const wrap = (text: string, width: number): string =>
  text
    .split('\n')
    .map((line) => wrapLine(line, width))
    .join('\n')

const wrapLine = (line: string, width: number): string => {
  const indent = /^ */.exec(line)![0]
  const [first = '', ...words] = line.slice(indent.length).split(' ')
  const lines = [indent + first]
  for (const word of words) {
    const longer = `${lines.at(-1)!} ${word}`
    if (stringWidth(longer) <= width) lines[lines.length - 1] = longer
    else lines.push(indent + word)
  }
  return lines.join('\n')
}
