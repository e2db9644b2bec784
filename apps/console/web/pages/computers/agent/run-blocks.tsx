import { Hand, MousePointerClick } from 'lucide-react'
import { contentPath } from '../../../api/content.ts'
import { m } from '../../../messages/index.ts'
import { RichText } from '../../../ui/rich-text.tsx'
import type { Block } from './run-state.ts'

/** The text, actions and screenshots of a run. */
export const RunBlocks = ({ blocks }: { blocks: readonly Block[] }) => (
  <ol className="flex flex-col gap-3">
    {blocks.map((block) => (
      <li key={block.seq}>
        <OneBlock block={block} />
      </li>
    ))}
  </ol>
)

const OneBlock = ({ block }: { block: Block }) => {
  switch (block.type) {
    case 'text':
      return <RichText text={block.text} />
    case 'reasoning':
      return (
        <details className="rounded-md border border-line px-3 py-2 text-soft">
          <summary className="cursor-pointer text-sm font-medium">{m.playground.reasoning}</summary>
          <p className="mt-2 text-sm break-words whitespace-pre-wrap">{block.text}</p>
        </details>
      )
    case 'action':
      return <Action block={block} />
    case 'screenshot':
      return (
        <details className="rounded-md border border-line px-3 py-2">
          <summary className="cursor-pointer text-sm text-soft">{m.computers.screenshot}</summary>
          <img
            src={contentPath(block.url)}
            alt={m.computers.screenshot}
            loading="lazy"
            className="mt-2 rounded-sm"
          />
        </details>
      )
    case 'paused':
      return (
        <p className="flex items-center gap-2 rounded-md bg-warn-soft px-3 py-2 text-sm text-warn">
          <Hand size={15} aria-hidden className="shrink-0" />
          {block.by === 'person' ? m.computers.takenOver : m.computers.paused}
        </p>
      )
    case 'question':
      return <p className="rounded-md bg-warn-soft px-3 py-2 text-warn">{block.message}</p>
  }
}

const Action = ({ block: { action, input, result } }: { block: Extract<Block, { type: 'action' }> }) => (
  <div className="rounded-md bg-raised px-3 py-2 text-sm">
    <p className="flex flex-wrap items-center gap-x-2">
      <MousePointerClick size={14} aria-hidden className="text-accent" />
      <span className="font-medium">{action.replaceAll('_', ' ')}</span>
      <code className="min-w-0 break-all text-soft">{inputOf(input)}</code>
      {result && (
        <span className={`nums ml-auto text-xs ${result.ok ? 'text-faint' : 'text-bad'}`}>
          {result.ok ? m.computers.milliseconds(result.ms) : m.computers.failed}
        </span>
      )}
    </p>
    {result !== null && result.text !== '' && (
      <pre tabIndex={0} className="mt-1.5 max-h-40 overflow-auto text-xs whitespace-pre-wrap text-soft">
        {result.text}
      </pre>
    )}
  </div>
)

/** Prints the fields of an action on one line. */
const inputOf = (input: Record<string, unknown>): string =>
  Object.entries(input)
    .map(([name, value]) =>
      name === 'command' || name === 'text' ? String(value) : `${name} ${JSON.stringify(value)}`,
    )
    .join(', ')
