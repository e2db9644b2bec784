import type { WebhookWithSecret } from '../../api/webhooks.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { Modal, ModalActions } from '../../ui/modal.tsx'

type SecretProps = { told: WebhookWithSecret | undefined; onClose: () => void }

/** The one moment in which a secret is seen. */
export const SecretModal = ({ told, onClose }: SecretProps) => (
  <Modal
    title={m.webhooks.secretTitle}
    text={m.webhooks.secretText}
    size="md"
    isOpen={told !== undefined}
    onClose={onClose}
  >
    <div className="flex flex-col gap-4">
      <CodeBlock code={told?.secret ?? ''} />
      <div>
        <h3 className="mb-1.5 text-sm font-medium">{m.webhooks.secretUse}</h3>
        <CodeBlock code={USAGE} />
      </div>
    </div>
    <ModalActions>
      <Button look="primary" onClick={onClose}>
        {m.webhooks.done}
      </Button>
    </ModalActions>
  </Modal>
)

const USAGE = `import OpenAI from 'openai'

const client = new OpenAI({ webhookSecret: process.env.WEBHOOK_SECRET })
const event = await client.webhooks.unwrap(body, headers)`
