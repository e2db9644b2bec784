import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { addCredits, type Account } from '../../api/admin.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Modal, ModalActions } from '../../ui/modal.tsx'
import { Failure } from '../../ui/states.tsx'
import { say } from '../../ui/say.ts'
import { fieldsOf } from '../entrance/fields-of.ts'

export const GrantModal = ({ account, onClose }: { account: Account | undefined; onClose: () => void }) => {
  const client = useQueryClient()
  const grant = useMutation({
    mutationFn: ({ amount = '', reason = '' }: Record<string, string>) =>
      addCredits(account!.id, Math.round(Number(amount) * 100), reason),
    onSuccess: async () => {
      onClose()
      say(m.admin.granted)
      await client.invalidateQueries()
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    grant.mutate(fieldsOf(event.currentTarget))
  }
  return (
    <Modal
      title={m.admin.grantTitle(account?.name ?? '')}
      text={m.admin.grantText}
      isOpen={account !== undefined}
      onClose={onClose}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        {grant.isError && <Failure error={grant.error} />}
        <TextField name="amount" type="number" step="0.01" label={m.admin.amount} required autoFocus />
        <TextField name="reason" label={m.admin.reason} maxLength={500} required />
        <ModalActions>
          <Button onClick={onClose}>{m.common.cancel}</Button>
          <Button type="submit" look="primary" isBusy={grant.isPending}>
            {m.admin.grant}
          </Button>
        </ModalActions>
      </form>
    </Modal>
  )
}
