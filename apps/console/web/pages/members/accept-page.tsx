import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { switchOrganization } from '../../api/authentication.ts'
import { accept } from '../../api/members.ts'
import { CardFrame } from '../../layout/card-frame.tsx'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { Failure } from '../../ui/states.tsx'

/** Accepts an invitation. */
export const AcceptPage = () => {
  const { id = '' } = useSearch({ from: '/accept-invitation' })
  const client = useQueryClient()
  const navigate = useNavigate()
  const join = useMutation({
    mutationFn: async () => {
      const { invitation } = await accept(id)
      await switchOrganization(invitation.organizationId)
    },
    onSuccess: async () => {
      await client.resetQueries()
      await navigate({ to: '/playground', replace: true })
    },
  })
  return (
    <CardFrame title={m.members.acceptTitle} text={m.members.acceptText}>
      <div className="flex flex-col gap-4">
        {join.isError && <Failure error={join.error} />}
        <Button look="primary" isBusy={join.isPending} onClick={() => join.mutate()}>
          {m.members.accept}
        </Button>
      </div>
    </CardFrame>
  )
}
