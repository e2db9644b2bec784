import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { featuresQuery } from '../../api/features.ts'
import { invite } from '../../api/members.ts'
import { useSession } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Modal, ModalActions } from '../../ui/modal.tsx'
import { Failure } from '../../ui/states.tsx'
import { fieldsOf } from '../entrance/fields-of.ts'
import { invitationLink } from './invitation-link.ts'

const ROLES = Object.entries(m.members.roles).filter(([role]) => role !== 'owner')

export const InviteModal = ({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) => {
  const { organization } = useSession()
  const client = useQueryClient()
  const { data: features } = useQuery(featuresQuery)
  const send = useMutation({
    mutationFn: ({ email = '', role = '' }: Record<string, string>) => invite(organization.id, email, role),
    // Also if its mail could not be sent: the invitation exists, and its link is in the list.
    onSettled: () => client.invalidateQueries({ queryKey: ['invitations'] }),
  })
  const close = () => {
    send.reset()
    onClose()
  }
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    send.mutate(fieldsOf(event.currentTarget))
  }
  return (
    <Modal title={m.members.inviteTitle} text={m.members.inviteText} isOpen={isOpen} onClose={close}>
      {send.data ? (
        <div className="flex flex-col gap-2">
          <p>{features?.sends_mail ? m.members.inviteMailed : m.members.inviteLink}</p>
          <CodeBlock code={invitationLink(send.data.id)} />
        </div>
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-4">
          {send.isError && <Failure error={send.error} />}
          <TextField name="email" type="email" label={m.members.email} required autoFocus />
          <SelectField name="role" label={m.members.role} options={ROLES} defaultValue="member" />
          <ModalActions>
            <Button onClick={close}>{m.common.cancel}</Button>
            <Button type="submit" look="primary" isBusy={send.isPending}>
              {m.members.invite}
            </Button>
          </ModalActions>
        </form>
      )}
    </Modal>
  )
}
