import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { fieldsOf } from './fields-of.ts'

/** A form whose fields are passed to `send`: its state, and its submit handler. */
export const useForm = <Answer>(
  send: (fields: Record<string, string>) => Promise<Answer>,
  onSuccess?: (answer: Answer) => unknown,
) => {
  const work = useMutation({ mutationFn: send, onSuccess })
  const onSubmit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault()
    work.mutate(fieldsOf(event.currentTarget))
  }
  return { work, onSubmit }
}
