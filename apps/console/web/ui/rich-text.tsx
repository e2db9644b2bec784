import { Fragment } from 'react'
import { CodeBlock } from './code-block.tsx'

const FENCE = /^```.*$/

type Block = { type: 'text' | 'code'; text: string }

/** Splits a text into blocks of prose and code. An unclosed fence is code to the end. */
const blocksOf = (text: string): Block[] => {
  const blocks: Block[] = [{ type: 'text', text: '' }]
  for (const line of text.split('\n')) {
    const last = blocks.at(-1)!
    if (FENCE.test(line.trim())) blocks.push({ type: last.type === 'code' ? 'text' : 'code', text: '' })
    else last.text += last.text === '' ? line : `\n${line}`
  }
  return blocks.filter((block) => block.text.trim() !== '')
}

/** The text of a model with code, headings and emphasis. It is never parsed as HTML. */
export const RichText = ({ text }: { text: string }) => (
  <div className="flex flex-col gap-3 leading-relaxed">
    {blocksOf(text).map((block, index) =>
      block.type === 'code' ? (
        <CodeBlock key={index} code={block.text} />
      ) : (
        <div key={index} className="break-words whitespace-pre-wrap">
          <Prose text={block.text.trim()} />
        </div>
      ),
    )}
  </div>
)

const MARK = /(\*\*[^*\n]+\*\*|`[^`\n]+`|^#{1,4} .+$)/m

const Prose = ({ text }: { text: string }) =>
  text.split(MARK).map((piece, index) => <Fragment key={index}>{marked(piece)}</Fragment>)

const marked = (piece: string) => {
  if (piece.startsWith('**') && piece.length > 4) return <strong>{piece.slice(2, -2)}</strong>
  if (piece.startsWith('`') && piece.length > 2)
    return <code className="rounded-sm bg-raised px-1 py-0.5">{piece.slice(1, -1)}</code>
  if (/^#{1,4} /.test(piece)) return <strong>{piece.replace(/^#+ /, '')}</strong>
  return piece
}
