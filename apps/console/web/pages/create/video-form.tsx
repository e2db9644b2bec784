import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { contentPath } from '../../api/content.ts'
import { cancelTask, createVideo, isUnderWay, taskQuery, type Task } from '../../api/tasks.ts'
import type { Model } from '../../api/models.ts'
import { m } from '../../messages/index.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { SelectField, TextArea, TextField } from '../../ui/field.tsx'
import { formatUsd } from '../../ui/format.ts'
import { Failure } from '../../ui/states.tsx'
import { say } from '../../ui/say.ts'
import { FileView } from '../media/file-view.tsx'
import { TaskProgress, TaskStatus } from '../media/task-progress.tsx'
import { fieldsOf } from '../entrance/fields-of.ts'

const SIZES = ['1280x720', '720x1280', '1920x1080', '1024x1024'] as const

/** A video takes minutes: the page shows its progress, and may be left. */
export const VideoForm = ({ models }: { models: Model[] }) => {
  const client = useQueryClient()
  const [taskId, setTaskId] = useState<string>()
  const create = useMutation({
    mutationFn: ({ model = '', prompt = '', seconds = '', size = '' }: Record<string, string>) =>
      createVideo({
        model,
        prompt,
        ...(seconds === '' ? {} : { seconds: Number(seconds) }),
        ...(size === '' ? {} : { size }),
      }),
    onSuccess: (task) => {
      client.setQueryData(taskQuery(task.id).queryKey, task)
      setTaskId(task.id)
    },
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    create.mutate(fieldsOf(event.currentTarget))
  }
  return (
    <div className="grid gap-6 lg:grid-cols-[22rem_1fr]">
      <form onSubmit={submit} className="flex flex-col gap-4">
        <SelectField name="model" label={m.playground.model} options={models.map(({ id }) => [id, id])} />
        <TextArea
          name="prompt"
          label={m.create.videoPrompt}
          placeholder={m.create.videoPlaceholder}
          required
        />
        <div className="grid grid-cols-2 gap-3">
          <TextField
            name="seconds"
            type="number"
            min={1}
            max={600}
            label={m.create.seconds}
            placeholder={m.create.usual}
          />
          <SelectField
            name="size"
            label={m.create.size}
            options={[['', m.create.usual], ...SIZES.map((size): [string, string] => [size, size])]}
          />
        </div>
        <Button type="submit" look="primary" isBusy={create.isPending}>
          {m.create.make}
        </Button>
      </form>
      <div aria-live="polite">
        {create.isError && <Failure error={create.error} />}
        {taskId === undefined ? <Nothing /> : <Made id={taskId} />}
      </div>
    </div>
  )
}

const Nothing = () => (
  <p className="flex min-h-60 items-center justify-center rounded-lg border border-dashed border-line px-4 text-center text-soft">
    {m.create.emptyVideo}
  </p>
)

const Made = ({ id }: { id: string }) => {
  const { data: task, error, refetch } = useQuery(taskQuery(id))
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (task === undefined) return null
  return (
    <article className="flex flex-col gap-4 rounded-lg border border-line bg-card p-4">
      <div className="flex flex-wrap items-center gap-3">
        <TaskStatus task={task} />
        <code className="text-sm break-all text-faint">{task.id}</code>
        <span className="nums ml-auto text-sm text-faint">
          {task.cost === null ? m.media.percent(task.progress) : formatUsd(task.cost)}
        </span>
      </div>
      <TaskProgress task={task} />
      {isUnderWay(task) && <UnderWay task={task} />}
      {task.error && <Failure error={new Error(task.error.message)} />}
      {task.result?.data
        .filter(({ variant }) => variant === null)
        .map((file) => (
          <div key={file.index} className="flex flex-col gap-3">
            <FileView file={file} name={task.prompt ?? task.id} className="max-h-[60vh] rounded-md" />
            <a href={contentPath(file.url)} download className={`${buttonClass('plain', 'sm')} self-start`}>
              {m.create.download}
            </a>
          </div>
        ))}
    </article>
  )
}

const UnderWay = ({ task }: { task: Task }) => {
  const client = useQueryClient()
  const cancel = useMutation({
    mutationFn: () => cancelTask(task.id),
    onSuccess: (cancelled) => client.setQueryData(taskQuery(task.id).queryKey, cancelled),
    onError: ({ message }) => say(m.common.somethingFailed, message),
  })
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p className="text-sm text-soft">{m.create.mayLeave}</p>
      <Button size="sm" isBusy={cancel.isPending} onClick={() => cancel.mutate()}>
        {m.common.cancel}
      </Button>
    </div>
  )
}
