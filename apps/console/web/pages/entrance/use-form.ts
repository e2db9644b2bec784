import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { fieldsOf } from './fields-of.ts'

/** A form whose fields are sent by `send`: how that goes, and what its submit does. */
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
