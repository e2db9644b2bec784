import type { Webhook } from '../../api/webhooks.ts'
import { m } from '../../messages/index.ts'
import { Badge } from '../../ui/badge.tsx'

export const WebhookStatus = ({ webhook }: { webhook: Webhook }) => (
  <Badge tone={webhook.enabled ? 'good' : 'warn'} title={webhook.disabled_reason ?? undefined}>
    {webhook.enabled ? m.webhooks.enabled : m.webhooks.disabled}
  </Badge>
)

export const EventNames = ({ webhook }: { webhook: Webhook }) => (
  <div className="flex flex-wrap gap-1.5">
    {webhook.events.length === 0 ? (
      <Badge>{m.webhooks.allEvents}</Badge>
    ) : (
      webhook.events.map((event) => <Badge key={event}>{event}</Badge>)
    )}
  </div>
)
