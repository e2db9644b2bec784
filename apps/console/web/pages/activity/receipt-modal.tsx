import { useQuery } from '@tanstack/react-query'
import { generationQuery, type ChargeLine, type Generation } from '../../api/generation.ts'
import { m } from '../../messages/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { formatInstant, formatUsd } from '../../ui/format.ts'
import { Modal } from '../../ui/modal.tsx'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { AttemptTimeline } from './attempt-timeline.tsx'

/** The receipt of one answer: its cost line by line, and every provider that was tried. */
export const ReceiptModal = ({ id, onClose }: { id: string | undefined; onClose: () => void }) => (
  <Modal title={m.receipt.title} size="lg" isOpen={id !== undefined} onClose={onClose}>
    {id !== undefined && <Receipt id={id} />}
  </Modal>
)

const Receipt = ({ id }: { id: string }) => {
  const { data, error, refetch } = useQuery(generationQuery(id))
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <LoadingRows rows={4} />
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-wrap items-center gap-2">
        <code className="break-all">{data.id}</code>
        <CopyButton text={data.id} />
        <Badge tone={data.status === 'completed' ? 'good' : 'warn'}>{data.status}</Badge>
      </div>
      <Facts generation={data} />
      <Lines lines={data.lines} total={data.total_cost} />
      <AttemptTimeline generation={data} />
    </div>
  )
}

const Facts = ({ generation }: { generation: Generation }) => {
  const { model, provider_name, created_at, latency, generation_time, finish_reason, request_id } = generation
  const facts: [string, string][] = [
    [m.receipt.model, model],
    [m.receipt.provider, provider_name ?? m.common.none],
    [m.receipt.time, formatInstant(created_at)],
    [m.receipt.firstToken, latency === null ? '–' : m.receipt.seconds(latency)],
    [m.receipt.duration, m.receipt.seconds(generation_time)],
    [m.receipt.finish, finish_reason ?? '–'],
    [m.receipt.request, request_id],
  ]
  return (
    <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-2">
      {facts.map(([name, value]) => (
        <div key={name} className="flex justify-between gap-4 border-b border-line pb-1.5">
          <dt className="text-soft">{name}</dt>
          <dd className="min-w-0 text-right break-words">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

const Lines = ({ lines, total }: { lines: readonly ChargeLine[]; total: number }) => (
  <section>
    <h3 className="mb-2 font-semibold">{m.receipt.cost}</h3>
    <ul className="nums">
      {lines
        .filter(({ quantity }) => quantity > 0)
        .map(({ unit, quantity, rate_usd, rate_size, cost_usd }) => (
          <li key={unit} className="flex justify-between gap-4 border-b border-line py-1.5">
            <span>{m.receipt.line(quantity, unit.replaceAll('_', ' '))}</span>
            <span className="text-faint">{rate_usd && m.receipt.rate(rate_usd, rate_size)}</span>
            <span>{cost_usd && formatUsd(Number(cost_usd))}</span>
          </li>
        ))}
      <li className="flex justify-between py-1.5 font-semibold">
        <span>{m.receipt.total}</span>
        <span>{formatUsd(total)}</span>
      </li>
    </ul>
  </section>
)
