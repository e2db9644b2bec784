import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { removeMember, setRole, type Member } from '../../api/members.ts'
import { useSession } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { ConfirmModal } from '../../ui/confirm-modal.tsx'
import { SelectField } from '../../ui/field.tsx'
import { formatDay } from '../../ui/format.ts'
import { Td } from '../../ui/table.tsx'
import { say } from '../../ui/say.ts'

export const MemberRow = ({ member, mayManage }: { member: Member; mayManage: boolean }) => {
  const { user, organization } = useSession()
  const client = useQueryClient()
  const [isRemoving, setRemoving] = useState(false)
  const read = () => client.invalidateQueries({ queryKey: ['members'] })
  const change = useMutation({
    mutationFn: (role: string) => setRole(organization.id, member.id, role),
    onError: ({ message }) => say(m.common.somethingFailed, message),
    onSettled: read,
  })
  const isSelf = member.user.id === user.id
  const isFixed = !mayManage || isSelf || member.role === 'owner'
  return (
    <tr>
      <Td>
        <span className="font-medium">{member.user.name}</span> {isSelf && <Badge>{m.members.you}</Badge>}
        <span className="block text-faint">{member.user.email}</span>
      </Td>
      <Td>
        {isFixed ? (
          m.members.roles[member.role]
        ) : (
          <SelectField
            label={m.members.role}
            isLabelHidden
            value={member.role}
            options={Object.entries(m.members.roles)}
            onChange={({ target }) => change.mutate(target.value)}
          />
        )}
      </Td>
      <Td className="hidden whitespace-nowrap text-soft sm:table-cell">{formatDay(member.createdAt)}</Td>
      <Td className="text-right">
        {!isFixed && (
          <Button size="sm" look="danger" onClick={() => setRemoving(true)}>
            {m.members.remove}
          </Button>
        )}
        <ConfirmModal
          title={m.members.removeTitle(member.user.name)}
          text={m.members.removeText}
          action={m.members.remove}
          isOpen={isRemoving}
          onClose={() => setRemoving(false)}
          onConfirm={async () => {
            await removeMember(organization.id, member.id)
            await read()
          }}
        />
      </Td>
    </tr>
  )
}
