import { Help } from 'commander'
import { wrap } from './wrap.ts'

/** In a narrower terminal, descriptions go below their terms. */
const WIDE_CHARACTERS = 78
const INDENT = 6

/** Formats an entry of the help: the description beside the term, or below it in a narrow terminal. */
export const formatHelpItem = (
  term: string,
  termWidth: number,
  description: string,
  helper: Help,
): string => {
  const width = helper.helpWidth ?? WIDE_CHARACTERS
  if (width >= WIDE_CHARACTERS)
    return Help.prototype.formatItem.call(helper, term, termWidth, description, helper)
  return `  ${term}${description === '' ? '' : `\n${indented(wrap(description, width - INDENT))}`}`
}

const indented = (text: string): string => text.replaceAll(/^/gm, ' '.repeat(INDENT))
