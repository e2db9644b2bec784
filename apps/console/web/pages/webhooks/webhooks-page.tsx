import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plus, Webhook as WebhookIcon } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { webhooksQuery, type Webhook, type WebhookWithSecret } from '../../api/webhooks.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { Empty, Failure, LoadingRows } from '../../ui/states.tsx'
import { WebhookSecretModal } from './secret-modal.tsx'
import { WebhookForm } from './webhook-form.tsx'
import { EventNames, WebhookStatus } from './webhook-status.tsx'

/** The webhooks of the organization. */
export const WebhooksPage = () => {
  const mayUse = useMay('use')
  const [isCreating, setCreating] = useState(false)
  const [told, setTold] = useState<WebhookWithSecret>()
  const create = mayUse && (
    <Button look="primary" onClick={() => setCreating(true)}>
      <Plus size={16} aria-hidden />
      {m.webhooks.create}
    </Button>
  )
  return (
    <Page title={m.webhooks.title} text={mayUse ? m.webhooks.text : m.webhooks.mayNot} actions={create}>
      <Webhooks create={create} />
      <WebhookForm isOpen={isCreating} onClose={() => setCreating(false)} onCreated={setTold} />
      <WebhookSecretModal told={told} onClose={() => setTold(undefined)} />
    </Page>
  )
}

const Webhooks = ({ create }: { create: ReactNode }) => {
  const { data, error, refetch } = useQuery(webhooksQuery)
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (data === undefined) return <LoadingRows rows={3} />
  if (data.length === 0)
    return (
      <Empty
        icon={<WebhookIcon size={22} aria-hidden />}
        title={m.webhooks.emptyTitle}
        text={m.webhooks.emptyText}
      >
        {create}
      </Empty>
    )
  return (
    <ul className="flex flex-col gap-3">
      {data.map((webhook) => (
        <Row key={webhook.id} webhook={webhook} />
      ))}
    </ul>
  )
}

const Row = ({ webhook }: { webhook: Webhook }) => (
  <li className="flex flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border border-line bg-card p-4">
    <div className="flex min-w-60 flex-1 flex-col gap-1.5">
      <span className="font-medium break-all">{webhook.url ?? m.webhooks.ofCallbacks}</span>
      {webhook.description !== '' && <span className="text-sm text-soft">{webhook.description}</span>}
      <EventNames webhook={webhook} />
    </div>
    <WebhookStatus webhook={webhook} />
    <Link to="/webhooks/$id" params={{ id: webhook.id }} className={buttonClass('plain', 'sm')}>
      {m.webhooks.open}
    </Link>
  </li>
)
