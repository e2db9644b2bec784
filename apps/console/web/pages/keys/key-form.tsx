import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { createKey, updateKey, type CreatedKey, type Key } from '../../api/keys.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { TextArea, TextField } from '../../ui/field.tsx'
import { Modal, ModalActions } from '../../ui/modal.tsx'
import { Failure } from '../../ui/states.tsx'
import { fieldsOf } from '../entrance/fields-of.ts'
import { toKeyFields } from './key-fields.ts'

type FormProps = {
  isOpen: boolean
  /** The key to change; without it a new one is created. */
  apiKey?: Key
  onClose: () => void
  onCreated?: (key: CreatedKey) => void
}

export const KeyForm = ({ isOpen, apiKey, onClose, onCreated }: FormProps) => {
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: async (form: Record<string, string>) => {
      const fields = toKeyFields(form)
      if (apiKey !== undefined) await updateKey(apiKey.id, fields)
      else onCreated?.(await createKey(fields))
    },
    onSuccess: async () => {
      onClose()
      await client.invalidateQueries({ queryKey: ['keys'] })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    save.mutate(fieldsOf(event.currentTarget))
  }
  const title = apiKey === undefined ? m.keys.create : m.keys.editTitle(apiKey.name)
  return (
    <Modal title={title} isOpen={isOpen} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {save.isError && <Failure error={save.error} />}
        <Fields apiKey={apiKey} />
        <ModalActions>
          <Button onClick={onClose}>{m.common.cancel}</Button>
          <Button type="submit" look="primary" isBusy={save.isPending}>
            {apiKey === undefined ? m.keys.create : m.common.save}
          </Button>
        </ModalActions>
      </form>
    </Modal>
  )
}

const Fields = ({ apiKey }: { apiKey?: Key }) => (
  <>
    <TextField
      name="name"
      label={m.keys.name}
      placeholder={m.keys.namePlaceholder}
      defaultValue={apiKey?.name}
      maxLength={200}
      autoFocus
      required
    />
    <details className="group rounded-md border border-line px-4 py-3">
      <summary className="cursor-pointer font-medium">{m.keys.limits}</summary>
      <div className="mt-4 grid gap-4 sm:grid-cols-2">
        <Amount name="limit" label={m.keys.limitTotal} value={apiKey?.limit} />
        <Amount name="limit_daily" label={m.keys.limitDaily} value={apiKey?.limit_daily} />
        <Amount name="limit_monthly" label={m.keys.limitMonthly} value={apiKey?.limit_monthly} />
        <Count name="requests_per_minute" label={m.keys.perMinute} value={apiKey?.requests_per_minute} />
        <Count name="tokens_per_minute" label={m.keys.tokensPerMinute} value={apiKey?.tokens_per_minute} />
        <TextField
          type="date"
          name="expires_at"
          label={m.keys.expiresAt}
          defaultValue={apiKey?.expires_at?.slice(0, 10)}
        />
        <TextArea
          name="allowed_models"
          label={m.keys.models}
          hint={m.keys.modelsHint}
          className="sm:col-span-2"
          defaultValue={apiKey?.allowed_models?.join('\n')}
        />
      </div>
    </details>
  </>
)

type NumberProps = { name: string; label: string; value: number | null | undefined }

const Amount = ({ name, label, value }: NumberProps) => (
  <TextField type="number" min={0} step="any" name={name} label={label} defaultValue={value ?? ''} />
)

const Count = ({ name, label, value }: NumberProps) => (
  <TextField type="number" min={1} step={1} name={name} label={label} defaultValue={value ?? ''} />
)
