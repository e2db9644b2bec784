import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { signInByLink } from '../../api/authentication.ts'
import { CardFrame } from '../../layout/card-frame.tsx'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { Failure } from '../../ui/states.tsx'

/** The page of the link that `npm start` prints. It takes a click, because some programs open links by themselves. */
export const WelcomePage = () => {
  const [token] = useState(() => location.hash.slice(1))
  const client = useQueryClient()
  const navigate = useNavigate()
  const enter = useMutation({
    mutationFn: () => signInByLink(token),
    onSuccess: async () => {
      await client.resetQueries()
      await navigate({ to: '/playground', replace: true })
    },
  })
  return (
    <CardFrame title={m.welcome.title} text={token === '' ? m.welcome.missing : m.welcome.text}>
      <div className="flex flex-col gap-4">
        {enter.isError && <Failure error={enter.error} />}
        {token !== '' && (
          <Button look="primary" autoFocus isBusy={enter.isPending} onClick={() => enter.mutate()}>
            {enter.isPending ? m.welcome.entering : m.welcome.enter}
          </Button>
        )}
      </div>
    </CardFrame>
  )
}
