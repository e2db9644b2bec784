import { useMutation } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { speak } from '../../api/media.ts'
import type { Model } from '../../api/models.ts'
import { m } from '../../messages/index.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextArea, TextField } from '../../ui/field.tsx'
import { Failure } from '../../ui/states.tsx'
import { fieldsOf } from '../entrance/fields-of.ts'

const LONGEST_TEXT = 4_096

export const SpeechForm = ({ models }: { models: Model[] }) => {
  const make = useMutation({
    mutationFn: ({ model = '', input = '', voice = '' }: Record<string, string>) =>
      speak({ model, input, voice }),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    make.mutate(fieldsOf(event.currentTarget))
  }
  return (
    <div className="grid gap-6 lg:grid-cols-[22rem_1fr]">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <SelectField name="model" label={m.playground.model} options={models.map(({ id }) => [id, id])} />
        <TextArea
          name="input"
          label={m.create.text}
          defaultValue={m.create.textPlaceholder}
          maxLength={LONGEST_TEXT}
          required
        />
        <TextField name="voice" label={m.create.voice} defaultValue="alloy" required />
        <Button type="submit" look="primary" isBusy={make.isPending}>
          {make.isPending ? m.create.busy : m.create.speak}
        </Button>
      </form>
      <div aria-live="polite">
        {make.isError && <Failure error={make.error} />}
        {make.data ? (
          // The text is beside it.
          <audio controls autoPlay src={make.data} className="w-full" aria-label={m.create.speech} />
        ) : (
          <p className="flex min-h-32 items-center justify-center rounded-lg border border-dashed border-line text-soft">
            {m.create.emptySpeech}
          </p>
        )}
      </div>
    </div>
  )
}
