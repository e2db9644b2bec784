import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  deleteWebhook,
  deliveriesQuery,
  rotateWebhook,
  testWebhook,
  updateWebhook,
  webhooksQuery,
  type Webhook,
  type WebhookWithSecret,
} from '../../api/webhooks.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmModal } from '../../ui/confirm-modal.tsx'
import { RotateForm } from '../../ui/rotate-form.tsx'
import { say } from '../../ui/say.ts'
import { WebhookSecretModal } from './secret-modal.tsx'
import { WebhookForm } from './webhook-form.tsx'

type Open = 'edit' | 'rotate' | 'delete' | undefined

export const WebhookActions = ({ webhook, onDeleted }: { webhook: Webhook; onDeleted?: () => void }) => {
  const client = useQueryClient()
  const [open, setOpen] = useState<Open>()
  const [told, setTold] = useState<WebhookWithSecret>()
  const close = () => setOpen(undefined)
  const read = () => client.invalidateQueries({ queryKey: webhooksQuery.queryKey })
  const isOfCallbacks = webhook.url === null
  return (
    <>
      {!isOfCallbacks && <Test webhook={webhook} />}
      <Button size="sm" onClick={() => setOpen('rotate')}>
        {m.webhooks.rotate}
      </Button>
      {!isOfCallbacks && (
        <>
          <Button size="sm" onClick={() => setOpen('edit')}>
            {m.webhooks.edit}
          </Button>
          <Toggle webhook={webhook} />
          <Button size="sm" look="danger" onClick={() => setOpen('delete')}>
            {m.webhooks.remove}
          </Button>
        </>
      )}
      <WebhookForm isOpen={open === 'edit'} webhook={webhook} onClose={close} />
      <RotateForm
        title={m.webhooks.rotate}
        text={m.webhooks.rotateText}
        isOpen={open === 'rotate'}
        onClose={close}
        onRotate={async (seconds) => setTold(await rotateWebhook(webhook.id, seconds))}
      />
      <WebhookSecretModal told={told} onClose={() => setTold(undefined)} />
      <ConfirmModal
        title={m.webhooks.removeTitle}
        text={m.webhooks.removeText}
        action={m.webhooks.remove}
        isOpen={open === 'delete'}
        onClose={close}
        onConfirm={async () => {
          await deleteWebhook(webhook.id)
          onDeleted?.()
          await read()
        }}
      />
    </>
  )
}

const Test = ({ webhook }: { webhook: Webhook }) => {
  const client = useQueryClient()
  const send = useMutation({
    mutationFn: () => testWebhook(webhook.id),
    onSuccess: () => {
      say(m.webhooks.tested)
      return client.invalidateQueries({ queryKey: deliveriesQuery(webhook.id).queryKey })
    },
    onError: ({ message }) => say(m.common.somethingFailed, message),
  })
  return (
    <Button size="sm" isBusy={send.isPending} disabled={!webhook.enabled} onClick={() => send.mutate()}>
      {m.webhooks.test}
    </Button>
  )
}

const Toggle = ({ webhook }: { webhook: Webhook }) => {
  const client = useQueryClient()
  const toggle = useMutation({
    mutationFn: () => updateWebhook(webhook.id, { enabled: !webhook.enabled }),
    onSuccess: () => client.invalidateQueries({ queryKey: webhooksQuery.queryKey }),
    onError: ({ message }) => say(m.common.somethingFailed, message),
  })
  return (
    <Button size="sm" isBusy={toggle.isPending} onClick={() => toggle.mutate()}>
      {webhook.enabled ? m.webhooks.disable : m.webhooks.enable}
    </Button>
  )
}
