import { Link, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { signUp } from '../../api/authentication.ts'
import { ApiError } from '../../api/client.ts'
import { CardFrame } from '../../layout/card-frame.tsx'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { NewPassword } from '../../ui/new-password.tsx'
import { Failure } from '../../ui/states.tsx'
import { useEnter } from './use-enter.ts'
import { useForm } from './use-form.ts'

export const SignUpPage = () => {
  const { next = '/playground' } = useSearch({ from: '/sign-up' })
  const enter = useEnter(next)
  const [mailedTo, setMailedTo] = useState<string | null>(null)
  const { work, onSubmit } = useForm(
    async ({ name = '', email = '', password = '' }) => ({
      email,
      isIn: (await signUp({ name, email, password })).token !== null,
    }),
    ({ email, isIn }) => (isIn ? enter() : setMailedTo(email)),
  )
  if (mailedTo !== null) return <CardFrame title={m.confirm.sent} text={m.confirm.sentText(mailedTo)} />
  return (
    <CardFrame title={m.signUp.title}>
      <form onSubmit={onSubmit} className="flex flex-col gap-4">
        {work.isError && <Failure error={explained(work.error)} />}
        <TextField name="name" label={m.signUp.name} autoComplete="name" required autoFocus maxLength={100} />
        <TextField name="email" type="email" label={m.signIn.email} autoComplete="username" required />
        <NewPassword label={m.signIn.password} />
        <Button type="submit" look="primary" isBusy={work.isPending}>
          {m.signUp.submit}
        </Button>
        <p className="text-center text-soft">
          {m.signUp.haveAccount}{' '}
          <Link to="/sign-in" search={{ next }} className="font-medium text-accent hover:underline">
            {m.nav.signIn}
          </Link>
        </p>
      </form>
    </CardFrame>
  )
}

/** The text must not reveal whether the address has an account. */
const explained = (error: unknown): unknown =>
  error instanceof ApiError && error.status === 422 ? new Error(m.signUp.failed) : error
