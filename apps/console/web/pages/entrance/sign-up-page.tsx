import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { signUp } from '../../api/authentication.ts'
import { ApiError } from '../../api/client.ts'
import { CardFrame } from '../../layout/card-frame.tsx'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Failure } from '../../ui/states.tsx'
import { fieldsOf } from './fields-of.ts'

export const SignUpPage = () => {
  const client = useQueryClient()
  const navigate = useNavigate()
  const { next = '/playground' } = useSearch({ from: '/sign-up' })
  const create = useMutation({
    mutationFn: ({ name = '', email = '', password = '' }: Record<string, string>) =>
      signUp({ name, email, password }),
    onSuccess: async () => {
      await client.resetQueries()
      await navigate({ href: next, replace: true })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    create.mutate(fieldsOf(event.currentTarget))
  }
  return (
    <CardFrame title={m.signUp.title}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {create.isError && <Failure error={explained(create.error)} />}
        <TextField name="name" label={m.signUp.name} autoComplete="name" required autoFocus maxLength={100} />
        <TextField name="email" type="email" label={m.signIn.email} autoComplete="username" required />
        <TextField
          name="password"
          type="password"
          label={m.signIn.password}
          hint={m.signUp.passwordHint}
          autoComplete="new-password"
          minLength={10}
          required
        />
        <Button type="submit" look="primary" isBusy={create.isPending}>
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

/** Whether an address has an account is nobody's business but its owner's. */
const explained = (error: unknown): unknown =>
  error instanceof ApiError && error.status === 422 ? new Error(m.signUp.failed) : error
