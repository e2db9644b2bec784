import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { deliveriesQuery, redeliver, type Delivery, type Webhook } from '../../api/webhooks.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { formatInstant } from '../../ui/format.ts'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { Table, Td, Th } from '../../ui/table.tsx'
import { say } from '../../ui/say.ts'

/** The deliveries with the result of each attempt. */
export const Deliveries = ({ webhook }: { webhook: Webhook }) => (
  <section>
    <h2 className="mb-3 text-lg font-semibold">{m.webhooks.deliveries}</h2>
    <Sent webhook={webhook} />
  </section>
)

const Sent = ({ webhook }: { webhook: Webhook }) => {
  const { data, error, refetch } = useQuery(deliveriesQuery(webhook.id))
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <LoadingRows rows={3} />
  if (data.length === 0) return <p className="text-soft">{m.webhooks.noDeliveries}</p>
  return (
    <Table label={m.webhooks.deliveries}>
      <thead>
        <tr>
          <Th>{m.webhooks.created}</Th>
          <Th>{m.webhooks.event}</Th>
          <Th>{m.webhooks.state}</Th>
          <Th>{m.webhooks.attempts}</Th>
          <Th>
            <span className="sr-only">{m.webhooks.redeliver}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {data.map((delivery) => (
          <Row key={delivery.id} delivery={delivery} webhook={webhook} />
        ))}
      </tbody>
    </Table>
  )
}

const TONES: Record<Delivery['state'], Tone> = { pending: 'plain', delivered: 'good', failed: 'bad' }
const instantOf = (seconds: number): string => formatInstant(new Date(seconds * 1_000).toISOString())

const Row = ({ delivery, webhook }: { delivery: Delivery; webhook: Webhook }) => (
  <tr>
    <Td className="whitespace-nowrap text-soft">{instantOf(delivery.created_at)}</Td>
    <Td>
      <span className="block">{delivery.event_type}</span>
      <code className="text-xs text-faint">{delivery.event_id}</code>
    </Td>
    <Td>
      <Badge tone={TONES[delivery.state]}>{m.webhooks.states[delivery.state]}</Badge>
    </Td>
    <Td>
      <ol className="flex flex-col gap-0.5 text-xs text-soft">
        {delivery.attempts.map(({ at, status, error, duration_ms }) => (
          <li key={at}>
            {m.webhooks.attempt(formatInstant(at), status, error, m.receipt.seconds(duration_ms))}
          </li>
        ))}
        {delivery.state === 'pending' && delivery.next_attempt_at !== null && (
          <li className="text-faint">{m.webhooks.next(instantOf(delivery.next_attempt_at))}</li>
        )}
      </ol>
    </Td>
    <Td className="text-right">
      <Again delivery={delivery} webhook={webhook} />
    </Td>
  </tr>
)

const Again = ({ delivery, webhook }: { delivery: Delivery; webhook: Webhook }) => {
  const client = useQueryClient()
  const mayUse = useMay('use')
  const send = useMutation({
    mutationFn: () => redeliver(webhook.id, delivery.id),
    onSuccess: () => {
      say(m.webhooks.redelivered)
      return client.invalidateQueries({ queryKey: deliveriesQuery(webhook.id).queryKey })
    },
    onError: ({ message }) => say(m.common.somethingFailed, message),
  })
  if (!mayUse || delivery.state === 'pending') return null
  return (
    <Button size="sm" isBusy={send.isPending} onClick={() => send.mutate()}>
      {m.webhooks.redeliver}
    </Button>
  )
}
