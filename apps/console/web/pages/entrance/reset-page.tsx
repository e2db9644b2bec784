import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { resetPassword } from '../../api/authentication.ts'
import { CardFrame } from '../../layout/card-frame.tsx'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { NewPassword } from '../../ui/new-password.tsx'
import { Failure } from '../../ui/states.tsx'
import { say } from '../../ui/say.ts'
import { explained } from './explained.ts'
import { useForm } from './use-form.ts'

/** Sets a new password, with the link of a mail. */
export const ResetPage = () => {
  const [token] = useState(() => location.hash.slice(1))
  const navigate = useNavigate()
  const { work, onSubmit } = useForm(
    ({ password = '' }) => resetPassword(token, password),
    async () => {
      say(m.reset.done)
      await navigate({ to: '/sign-in', replace: true })
    },
  )
  return (
    <CardFrame title={m.reset.title} text={token === '' ? undefined : m.reset.text}>
      <div className="flex flex-col gap-4">
        {work.isError && <Failure error={explained(work.error)} />}
        {token === '' ? (
          <p className="text-soft">{m.reset.missing}</p>
        ) : (
          <form onSubmit={onSubmit} className="flex flex-col gap-4">
            <NewPassword autoFocus />
            <Button type="submit" look="primary" isBusy={work.isPending}>
              {m.reset.submit}
            </Button>
          </form>
        )}
        <Link to="/forgot-password" className="text-center font-medium text-accent hover:underline">
          {m.reset.again}
        </Link>
      </div>
    </CardFrame>
  )
}
