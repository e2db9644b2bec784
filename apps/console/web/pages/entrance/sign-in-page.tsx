import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { signIn } from '../../api/authentication.ts'
import { ApiError } from '../../api/client.ts'
import { CardFrame } from '../../layout/card-frame.tsx'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Failure } from '../../ui/states.tsx'
import { fieldsOf } from './fields-of.ts'

export const SignInPage = () => {
  const client = useQueryClient()
  const navigate = useNavigate()
  const { next = '/playground' } = useSearch({ from: '/sign-in' })
  const enter = useMutation({
    mutationFn: ({ email = '', password = '' }: Record<string, string>) => signIn(email, password),
    onSuccess: async () => {
      await client.resetQueries()
      await navigate({ href: next, replace: true })
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    enter.mutate(fieldsOf(event.currentTarget))
  }
  return (
    <CardFrame title={m.signIn.title}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {enter.isError && <Failure error={explained(enter.error)} />}
        <TextField
          name="email"
          type="email"
          label={m.signIn.email}
          autoComplete="username"
          required
          autoFocus
        />
        <TextField
          name="password"
          type="password"
          label={m.signIn.password}
          autoComplete="current-password"
          required
        />
        <Button type="submit" look="primary" isBusy={enter.isPending}>
          {m.signIn.submit}
        </Button>
        <p className="text-center text-soft">
          {m.signIn.noAccount}{' '}
          <Link to="/sign-up" search={{ next }} className="font-medium text-accent hover:underline">
            {m.nav.signUp}
          </Link>
        </p>
      </form>
    </CardFrame>
  )
}

/** The same words whether the person is not known or the password is wrong. */
const explained = (error: unknown): unknown => {
  if (!(error instanceof ApiError)) return error
  if (error.status === 401) return new Error(m.signIn.refused)
  return error.status === 429 ? new Error(m.signIn.limited) : error
}
