import type { WebhookWithSecret } from '../../api/webhooks.ts'
import { m } from '../../messages/index.ts'
import { SecretModal } from '../../ui/secret-modal.tsx'

type SecretProps = { told: WebhookWithSecret | undefined; onClose: () => void }

/** Shows the secret of a new or rotated webhook. */
export const WebhookSecretModal = ({ told, onClose }: SecretProps) => (
  <SecretModal
    title={m.webhooks.secretTitle}
    text={m.webhooks.secretText}
    secret={told?.secret}
    use={m.webhooks.secretUse}
    program={USAGE}
    onClose={onClose}
  />
)

const USAGE = `import OpenAI from 'openai'

const client = new OpenAI({ webhookSecret: process.env.WEBHOOK_SECRET })
const event = await client.webhooks.unwrap(body, headers)`
