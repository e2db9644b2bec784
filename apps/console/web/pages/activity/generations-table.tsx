import { useInfiniteQuery } from '@tanstack/react-query'
import { ledgerQuery } from '../../api/ledger.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { formatInstant, formatUsd } from '../../ui/format.ts'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { Table, Td, Th } from '../../ui/table.tsx'

/** What was charged, the newest first; each leads to its receipt. */
export const GenerationsTable = ({ onOpen }: { onOpen: (id: string) => void }) => {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    ledgerQuery('usage'),
  )
  const entries = data?.pages.flatMap((page) => page.data) ?? []
  if (data !== undefined && entries.length === 0) return null
  return (
    <section className="mt-8">
      <h2 className="mb-3 text-lg font-semibold">{m.activity.generations}</h2>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <LoadingRows rows={4} />}
      {entries.length > 0 && (
        <Table label={m.activity.generations}>
          <thead>
            <tr>
              <Th>{m.activity.time}</Th>
              <Th>{m.activity.id}</Th>
              <Th className="text-right">{m.activity.cost}</Th>
            </tr>
          </thead>
          <tbody>
            {entries.map(({ id, created_at, generation_id, charge_id, amount_usd }) => (
              <tr key={id}>
                <Td className="whitespace-nowrap text-soft">{formatInstant(created_at)}</Td>
                <Td>
                  {generation_id === null ? (
                    <code className="text-soft">{charge_id}</code>
                  ) : (
                    <button
                      type="button"
                      className="font-mono text-sm text-accent hover:underline"
                      onClick={() => onOpen(generation_id)}
                    >
                      {generation_id}
                    </button>
                  )}
                </Td>
                <Td className="nums text-right">{formatUsd(-Number(amount_usd))}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {hasNextPage && (
        <Button className="mt-3" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {m.common.more}
        </Button>
      )}
    </section>
  )
}
