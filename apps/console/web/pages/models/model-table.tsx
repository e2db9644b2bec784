import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { memo, useLayoutEffect, useRef, useState } from 'react'
import type { Model } from '../../api/models.ts'
import { m } from '../../messages/index.ts'
import { COLUMNS } from './model-columns.ts'
import { ModelRow } from './model-row.tsx'

const ROW_HEIGHT_PX = 64

type TableProps = { models: readonly Model[]; onOpen: (id: string) => void }

/** Hundreds of models; only the visible rows are in the document. */
export const ModelTable = memo(({ models, onOpen }: TableProps) => {
  const ref = useRef<HTMLDivElement>(null)
  const [scrollMargin, setScrollMargin] = useState(0)
  useLayoutEffect(() => setScrollMargin(ref.current?.offsetTop ?? 0), [])
  const virtualizer = useWindowVirtualizer({
    count: models.length,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 2,
    scrollMargin,
    getItemKey: (index) => models[index]!.id,
  })
  return (
    <div role="table" aria-label={m.models.title} aria-rowcount={models.length + 1} className="text-base">
      <Head />
      <div ref={ref} role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start, key }) => (
          <div
            key={key}
            ref={virtualizer.measureElement}
            data-index={index}
            role="row"
            aria-rowindex={index + 2}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${start - virtualizer.options.scrollMargin}px)` }}
          >
            <ModelRow model={models[index]!} onOpen={onOpen} />
          </div>
        ))}
      </div>
    </div>
  )
})

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
