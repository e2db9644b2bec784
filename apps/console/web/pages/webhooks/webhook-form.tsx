import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import {
  createWebhook,
  updateWebhook,
  WEBHOOK_EVENTS,
  webhooksQuery,
  type Webhook,
  type WebhookWithSecret,
} from '../../api/webhooks.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Modal, ModalActions } from '../../ui/modal.tsx'
import { Failure } from '../../ui/states.tsx'

type FormProps = {
  isOpen: boolean
  /** The webhook to change; without it a new one is created. */
  webhook?: Webhook
  onClose: () => void
  onCreated?: (webhook: WebhookWithSecret) => void
}

const isSecretTold = (webhook: Webhook): webhook is WebhookWithSecret => 'secret' in webhook

export const WebhookForm = ({ isOpen, webhook, onClose, onCreated }: FormProps) => {
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: (form: FormData): Promise<Webhook> => {
      const fields = {
        url: String(form.get('url')),
        description: String(form.get('description')),
        events: form.getAll('events').map(String),
      }
      return webhook === undefined ? createWebhook(fields) : updateWebhook(webhook.id, fields)
    },
    onSuccess: async (saved) => {
      onClose()
      if (isSecretTold(saved)) onCreated?.(saved)
      await client.invalidateQueries({ queryKey: webhooksQuery.queryKey })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    save.mutate(new FormData(event.currentTarget))
  }
  const title = webhook === undefined ? m.webhooks.create : m.webhooks.edit
  return (
    <Modal title={title} size="md" isOpen={isOpen} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {save.isError && <Failure error={save.error} />}
        <TextField
          name="url"
          type="url"
          label={m.webhooks.url}
          hint={m.webhooks.urlHint}
          placeholder="https://example.com/hooks"
          defaultValue={webhook?.url ?? ''}
          required
          autoFocus
        />
        <Events chosen={webhook?.events ?? []} />
        <TextField
          name="description"
          label={m.webhooks.description}
          defaultValue={webhook?.description}
          maxLength={500}
        />
        <ModalActions>
          <Button onClick={onClose}>{m.common.cancel}</Button>
          <Button type="submit" look="primary" isBusy={save.isPending}>
            {webhook === undefined ? m.webhooks.submit : m.common.save}
          </Button>
        </ModalActions>
      </form>
    </Modal>
  )
}

const Events = ({ chosen }: { chosen: readonly string[] }) => (
  <fieldset>
    <legend className="mb-1.5 text-sm font-medium">{m.webhooks.events}</legend>
    <div className="grid gap-2 sm:grid-cols-2">
      {WEBHOOK_EVENTS.map((event) => (
        <label key={event} className="flex items-center gap-2">
          <input
            type="checkbox"
            name="events"
            value={event}
            defaultChecked={chosen.includes(event)}
            className="size-4 accent-accent"
          />
          <code>{event}</code>
        </label>
      ))}
    </div>
    <p className="mt-1.5 text-xs text-faint">{m.webhooks.eventsHint}</p>
  </fieldset>
)
