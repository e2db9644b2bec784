import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { webhooksQuery, type Webhook } from '../../api/webhooks.ts'
import { useMay } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Page } from '../../ui/page.tsx'
import { Failure, LoadingRows } from '../../ui/states.tsx'
import { Deliveries } from './deliveries.tsx'
import { WebhookActions } from './webhook-actions.tsx'
import { EventNames, WebhookStatus } from './webhook-status.tsx'

/** One webhook with its deliveries. */
export const WebhookPage = () => {
  const { id } = useParams({ from: '/signed-in/webhooks/$id' })
  const { data, error, refetch } = useQuery(webhooksQuery)
  const webhook = data?.find((each) => each.id === id)
  return (
    <Page title={webhook?.url ?? m.webhooks.ofCallbacks} text={webhook?.description}>
      <Link to="/webhooks" className="mb-4 inline-flex items-center gap-1.5 text-soft hover:text-text">
        <ArrowLeft size={16} aria-hidden />
        {m.webhooks.back}
      </Link>
      {error && <Failure error={error} onRetry={() => void refetch()} />}
      {data === undefined && !error && <LoadingRows />}
      {data !== undefined && webhook === undefined && <p className="text-soft">{m.common.notFound}</p>}
      {webhook && <Known webhook={webhook} />}
    </Page>
  )
}

const Known = ({ webhook }: { webhook: Webhook }) => {
  const mayUse = useMay('use')
  const navigate = useNavigate()
  return (
    <>
      <div className="mb-8 flex flex-col gap-3">
        <div className="flex flex-wrap items-center gap-2">
          <WebhookStatus webhook={webhook} />
          <EventNames webhook={webhook} />
        </div>
        {webhook.disabled_reason && <p className="text-sm text-warn">{webhook.disabled_reason}</p>}
        {webhook.url === null && <p className="text-sm text-soft">{m.webhooks.ofCallbacksText}</p>}
        {mayUse && (
          <div className="flex flex-wrap gap-2">
            <WebhookActions webhook={webhook} onDeleted={() => void navigate({ to: '/webhooks' })} />
          </div>
        )}
      </div>
      <Deliveries webhook={webhook} />
    </>
  )
}
