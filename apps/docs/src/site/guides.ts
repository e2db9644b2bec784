import { printErrorTable } from '@gptget/api/document'
import { readGuideText } from '../content.ts'

/** The guides, in the order of the table of contents. */
const SLUGS = [
  'quickstart',
  'keys',
  'coding-agents',
  'routing',
  'streaming',
  'repeating',
  'translation',
  'media',
  'realtime',
  'computers',
  'limits',
  'errors',
  'not-offered',
] as const

export type Guide = {
  slug: string
  title: string
  /** Its first paragraph. */
  summary: string
  /** Markdown. */
  text: string
}

const readGuide = (slug: string): Guide => {
  const text = readGuideText(slug).replace('{{errors}}', printErrorTable)
  const [heading = '', summary = ''] = text.split('\n\n')
  return { slug, title: heading.replace(/^# /, ''), summary, text }
}

export const GUIDES: readonly Guide[] = SLUGS.map(readGuide)
