import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { memo, useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { Model } from '../../api/models.ts'
import { m } from '../../messages/index.ts'
import { useMinWidth } from '../../ui/use-min-width.ts'
import { COLUMNS, rowHeightPx } from './model-columns.ts'
import { ModelRow } from './model-row.tsx'

type TableProps = { models: readonly Model[]; onOpen: (id: string) => void }

/** Hundreds of models; only the visible rows are in the document. */
export const ModelTable = memo(({ models, onOpen }: TableProps) => {
  const heightPx = rowHeightPx(useMinWidth('sm'))
  return (
    <div role="table" aria-label={m.models.title} aria-rowcount={models.length + 1} className="text-base">
      <Head />
      <Rows key={heightPx} heightPx={heightPx} models={models} onOpen={onOpen} />
    </div>
  )
})

/** The rows have one height, because measuring each makes the browser lay out the page each time. */
const Rows = ({ models, onOpen, heightPx }: TableProps & { heightPx: number }) => {
  const ref = useRef<HTMLDivElement>(null)
  const [scrollMargin, setScrollMargin] = useState(0)
  useLayoutEffect(() => setScrollMargin(ref.current?.offsetTop ?? 0), [])
  const virtualizer = useWindowVirtualizer({
    count: models.length,
    estimateSize: () => heightPx,
    overscan: 2,
    scrollMargin,
    // With the size of the window, the rows are part of the first drawing.
    initialRect: { width: window.innerWidth, height: window.innerHeight },
    getItemKey: useCallback((index: number) => models[index]!.id, [models]),
  })
  return (
    <div ref={ref} role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map(({ index, start, key }) => (
        <div
          key={key}
          role="row"
          aria-rowindex={index + 2}
          className="absolute inset-x-0 top-0"
          style={{ transform: `translateY(${start - scrollMargin}px)` }}
        >
          <ModelRow model={models[index]!} onOpen={onOpen} />
        </div>
      ))}
    </div>
  )
}

const Head = () => (
  <div role="rowgroup">
    <div
      role="row"
      aria-rowindex={1}
      className={`hidden gap-4 rounded-md bg-raised px-3 py-2.5 text-xs font-medium text-soft sm:grid ${COLUMNS}`}
    >
      <span role="columnheader">{m.models.model}</span>
      {[m.models.context, m.models.input, m.models.cached, m.models.output].map((name) => (
        <span key={name} role="columnheader" className="text-right">
          {name}
        </span>
      ))}
      <span role="columnheader" className="sr-only">
        {m.models.try}
      </span>
    </div>
  </div>
)
