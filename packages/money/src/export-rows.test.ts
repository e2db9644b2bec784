import { describe, expect, it } from 'vitest'
import { printCsv } from './export-rows.ts'

/** The cell of a text, as a spreadsheet reads it. */
const cell = (text: string): string => {
  const printed = printCsv([{ text }], ['text'], false).slice(0, -2)
  return printed.startsWith('"') ? printed.slice(1, -1).replaceAll('""', '"') : printed
}

describe('a cell of an export', () => {
  it.each([
    '=1+1',
    '+1+cmd',
    '-1+cmd',
    '@sum(a1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '＝1+1',
    '＋1',
    '－1+1',
    '＠sum(a1)',
    '=a,"b"',
  ])('is never a formula, whatever a caller named a key: %j', (text) => {
    expect(cell(text)).toBe(`'${text}`)
  })

  it.each(['-1.5', '0', 'a=b', '名前', ''])('is unchanged otherwise: %j', (text) => {
    expect(cell(text)).toBe(text)
  })
})
