import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { invitationsQuery, withdraw } from '../../api/members.ts'
import { useSession } from '../../layout/use-session.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { invitationLink } from './invitation-link.ts'

/** Open invitations. */
export const Invitations = () => {
  const { organization } = useSession()
  const client = useQueryClient()
  const { data = [] } = useQuery(invitationsQuery(organization.id))
  const cancel = useMutation({
    mutationFn: withdraw,
    onSettled: () => client.invalidateQueries({ queryKey: ['invitations'] }),
  })
  if (data.length === 0) return null
  return (
    <section className="mt-8">
      <h2 className="mb-3 text-lg font-semibold">{m.members.invitations}</h2>
      <ul className="divide-y divide-line rounded-lg border border-line">
        {data.map(({ id, email, role }) => (
          <li key={id} className="flex flex-wrap items-center gap-3 px-4 py-2.5">
            <span className="min-w-0 flex-1 truncate">{email}</span>
            <span className="text-soft">{m.members.roles[role]}</span>
            <CopyButton text={invitationLink(id)} />
            <Button size="sm" look="quiet" onClick={() => cancel.mutate(id)}>
              {m.members.withdraw}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
