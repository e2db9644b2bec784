import { useInfiniteQuery } from '@tanstack/react-query'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { Download } from 'lucide-react'
import { memo, useDeferredValue, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { chargesCsvUrl, chargesQuery, type ChargeFilters, type LedgerEntry } from '../../api/ledger.ts'
import { m } from '../../messages/index.ts'
import { buttonClass } from '../../ui/button.tsx'
import { formatInstant, formatUsd } from '../../ui/format.ts'
import { Failure, LoadingRows } from '../../ui/states.tsx'

const ROW_HEIGHT_PX = 44
/** More charges are loaded when the reader is this close to the end. */
const AHEAD_ROWS = 100
const COLUMNS =
  'grid-cols-[minmax(0,1fr)_6.5rem] sm:grid-cols-[8.5rem_minmax(0,1fr)_minmax(0,1fr)_minmax(0,1.2fr)_6rem]'

type ChargesProps = {
  filters: ChargeFilters
  /** Names of keys by id. */
  keyNames: ReadonlyMap<string, string>
  onOpen: (generationId: string) => void
}

/** All charges, the newest first; each opens its receipt. */
export const ChargesTable = ({ filters, keyNames, onOpen }: ChargesProps) => {
  const query = useInfiniteQuery(chargesQuery(filters))
  const data = useDeferredValue(query.data)
  const entries = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data])
  return (
    <section className="mt-8">
      <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-lg font-semibold">{m.activity.generations}</h2>
        <a href={chargesCsvUrl(filters)} download="charges.csv" className={buttonClass('plain', 'sm')}>
          <Download size={15} aria-hidden />
          {m.activity.chargesCsv}
        </a>
      </div>
      {query.error && <Failure error={query.error} onRetry={() => void query.refetch()} />}
      {data === undefined && !query.error && <LoadingRows rows={4} />}
      {data !== undefined && entries.length === 0 && <p className="text-soft">{m.activity.noCharges}</p>}
      {entries.length > 0 && (
        <Rows
          entries={entries}
          keyNames={keyNames}
          onOpen={onOpen}
          onNearEnd={() => {
            if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
          }}
        />
      )}
    </section>
  )
}

type RowsProps = Omit<ChargesProps, 'filters'> & { entries: readonly LedgerEntry[]; onNearEnd: () => void }

/** Only the visible rows are in the document. */
const Rows = ({ entries, keyNames, onOpen, onNearEnd }: RowsProps) => {
  const ref = useRef<HTMLDivElement>(null)
  const [scrollMargin, setScrollMargin] = useState(0)
  useLayoutEffect(() => {
    if (ref.current) setScrollMargin(ref.current.getBoundingClientRect().top + window.scrollY)
  }, [])
  const virtualizer = useWindowVirtualizer({
    count: entries.length,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 10,
    scrollMargin,
    // With the size of the window, the rows are part of the first drawing.
    initialRect: { width: window.innerWidth, height: window.innerHeight },
    getItemKey: (index) => entries[index]!.id,
  })
  const shown = virtualizer.getVirtualItems()
  const isNearEnd = (shown.at(-1)?.index ?? 0) > entries.length - AHEAD_ROWS
  useEffect(() => {
    if (isNearEnd) onNearEnd()
  })
  return (
    <div
      role="table"
      aria-label={m.activity.generations}
      aria-rowcount={-1}
      className="rounded-lg border border-line bg-card"
    >
      <Head />
      <div ref={ref} role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {shown.map(({ index, start, key }) => (
          <div
            key={key}
            role="row"
            aria-rowindex={index + 2}
            className={`absolute inset-x-0 top-0 grid h-11 items-center gap-4 border-b border-line px-4 ${COLUMNS}`}
            style={{ transform: `translateY(${start - scrollMargin}px)` }}
          >
            <Cells
              entry={entries[index]!}
              keyName={keyNames.get(entries[index]!.key_id ?? '')}
              onOpen={onOpen}
            />
          </div>
        ))}
      </div>
    </div>
  )
}

const Head = () => (
  <div role="rowgroup">
    <div
      role="row"
      aria-rowindex={1}
      className={`grid items-center gap-4 border-b border-line bg-raised px-4 py-2.5 text-xs font-medium text-soft ${COLUMNS}`}
    >
      <span role="columnheader" className="hidden sm:block">
        {m.activity.time}
      </span>
      <span role="columnheader">{m.activity.model}</span>
      <span role="columnheader" className="hidden sm:block">
        {m.activity.key}
      </span>
      <span role="columnheader" className="hidden sm:block">
        {m.activity.id}
      </span>
      <span role="columnheader" className="text-right">
        {m.activity.cost}
      </span>
    </div>
  </div>
)

type CellsProps = { entry: LedgerEntry; keyName: string | undefined; onOpen: (generationId: string) => void }

const Cells = memo(function Cells({ entry, keyName, onOpen }: CellsProps) {
  const { created_at, model, key_id, generation_id, charge_id, amount_usd } = entry
  return (
    <>
      <span role="cell" className="nums hidden truncate text-soft sm:block">
        {formatInstant(created_at)}
      </span>
      <span role="cell" className="leading-tight">
        <span className="block truncate">{model}</span>
        <span className="nums block text-xs text-soft sm:hidden">{formatInstant(created_at)}</span>
      </span>
      <span role="cell" className="hidden truncate text-soft sm:block">
        {keyName ?? key_id}
      </span>
      <span role="cell" className="hidden truncate text-sm sm:block">
        <code className="text-soft">{generation_id ?? charge_id}</code>
      </span>
      <span role="cell" className="nums text-right">
        {generation_id === null ? (
          formatUsd(-Number(amount_usd))
        ) : (
          <button
            type="button"
            aria-label={`${formatUsd(-Number(amount_usd))}: ${m.activity.openReceipt(generation_id)}`}
            className="text-accent hover:underline"
            onClick={() => onOpen(generation_id)}
          >
            {formatUsd(-Number(amount_usd))}
          </button>
        )}
      </span>
    </>
  )
})
