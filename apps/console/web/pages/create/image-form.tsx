import { useMutation } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import type { FormEvent } from 'react'
import { makeImage, type ImageAnswer } from '../../api/media.ts'
import type { Model } from '../../api/models.ts'
import { m } from '../../messages/index.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { SelectField, TextArea } from '../../ui/field.tsx'
import { formatUsd } from '../../ui/format.ts'
import { Failure } from '../../ui/states.tsx'
import { fieldsOf } from '../entrance/fields-of.ts'

const SIZES = ['1024x1024', '1536x1024', '1024x1536'] as const

export const ImageForm = ({ models }: { models: Model[] }) => {
  const make = useMutation({
    mutationFn: ({ model = '', prompt = '', size = '' }: Record<string, string>) =>
      makeImage({ model, prompt, size }),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    make.mutate(fieldsOf(event.currentTarget))
  }
  return (
    <div className="grid gap-6 lg:grid-cols-[22rem_1fr]">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <SelectField name="model" label={m.playground.model} options={models.map(({ id }) => [id, id])} />
        <TextArea name="prompt" label={m.create.prompt} placeholder={m.create.promptPlaceholder} required />
        <SelectField name="size" label={m.create.size} options={SIZES.map((size) => [size, size])} />
        <Button type="submit" look="primary" isBusy={make.isPending}>
          {make.isPending ? m.create.busy : m.create.make}
        </Button>
      </form>
      <div aria-live="polite">
        {make.isError && <Failure error={make.error} />}
        {make.data ? <Made answer={make.data} prompt={make.variables?.prompt ?? ''} /> : <Nothing />}
      </div>
    </div>
  )
}

const Nothing = () => (
  <p className="flex min-h-60 items-center justify-center rounded-lg border border-dashed border-line text-soft">
    {m.create.emptyImage}
  </p>
)

const Made = ({ answer, prompt }: { answer: ImageAnswer; prompt: string }) => (
  <div className="flex flex-col gap-4">
    {answer.data.map(({ b64_json }, index) => {
      const url = `data:image/png;base64,${b64_json}`
      return (
        <figure key={index}>
          <img src={url} alt={prompt} className="max-h-[70vh] rounded-lg border border-line" />
          <figcaption className="mt-2 flex items-center gap-3 text-sm text-faint">
            <a href={url} download="image.png" className={buttonClass('plain', 'sm')}>
              <Download size={15} aria-hidden />
              {m.create.download}
            </a>
            {answer.usage?.cost !== undefined && formatUsd(answer.usage.cost)}
          </figcaption>
        </figure>
      )
    })}
  </div>
)
