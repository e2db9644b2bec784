import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import type { Model } from '../../api/models.ts'
import { m } from '../../messages/index.ts'
import { buttonClass } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { formatCompact, formatPrice } from '../../ui/format.ts'
import { COLUMNS, ROW_HEIGHT } from './model-columns.ts'

type RowProps = { model: Model; onOpen: (id: string) => void }

/** Drawn once: the table around it is drawn again whenever it is scrolled. */
export const ModelRow = memo(({ model, onOpen }: RowProps) => {
  const { input, cachedInput, output } = model.price
  const counted = unitPrice(model)
  return (
    <div
      className={`grid grid-cols-3 items-center gap-x-4 content-center gap-y-1 border-b border-line px-3 ${ROW_HEIGHT} ${COLUMNS}`}
    >
      <Name model={model} onOpen={onOpen} />
      <Cell label={m.models.context} text={model.context === null ? '–' : formatCompact(model.context)} />
      <Cell
        label={counted === null ? m.models.input : m.models.price}
        text={counted ?? priceOf(input)}
        className={counted === null ? '' : 'max-sm:col-span-2'}
      />
      <Cell
        label={m.models.cached}
        text={cachedInput === null ? '–' : priceOf(cachedInput)}
        className="text-soft max-sm:hidden"
      />
      <Cell
        label={m.models.output}
        text={counted === null ? priceOf(output) : '–'}
        className={counted === null ? '' : 'max-sm:hidden'}
      />
      <div role="cell" className="hidden text-right sm:block">
        {isChat(model) && (
          <Link to="/playground" search={{ model: model.id }} className={buttonClass('plain', 'sm')}>
            {m.models.try}
          </Link>
        )}
      </div>
    </div>
  )
})

const isChat = ({ available, output }: Model): boolean => available && output.includes('text')

const Name = ({ model, onOpen }: RowProps) => (
  <div role="cell" className="col-span-3 flex min-w-0 items-center gap-2 sm:col-span-1">
    <span
      aria-hidden
      className={`size-2 shrink-0 rounded-full ${model.available ? 'bg-good' : 'border border-line-strong'}`}
    />
    <button
      type="button"
      aria-haspopup="dialog"
      className="group min-w-0 text-left"
      onClick={() => onOpen(model.id)}
    >
      <span className="block truncate font-medium group-hover:text-accent">{model.name}</span>
      {model.name !== model.id && <code className="block truncate text-faint">{model.id}</code>}
    </button>
    <span className="sr-only">{model.available ? m.models.available : m.models.unavailable}</span>
    <CopyButton text={model.id} label={m.models.copyId(model.id)} />
  </div>
)

const Cell = ({ label, text, className = '' }: { label: string; text: string; className?: string }) => (
  <div role="cell" className={`nums sm:text-right ${className}`}>
    <span className="block text-xs text-faint sm:hidden">{label}</span>
    {text}
  </div>
)

export const priceOf = (price: number | null): string => {
  if (price === null) return '–'
  return price === 0 ? m.models.free : formatPrice(price)
}

/** The price of a model that is not charged by token; null: it is. */
export const unitPrice = ({ price }: Model): string | null => {
  for (const unit of ['image', 'second', 'minute', 'millionCharacters'] as const) {
    const amount = price[unit]
    if (amount !== null && !price.output) return `${formatPrice(amount)} ${m.models.per[unit]}`
  }
  return null
}
