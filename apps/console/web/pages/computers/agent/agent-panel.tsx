import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ArrowUp, Bot } from 'lucide-react'
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent } from 'react'
import { modelsQuery, type Model } from '../../../api/models.ts'
import { runsQuery, startRun, type NewRun, type Run } from '../../../api/runs.ts'
import { useMay } from '../../../layout/use-session.ts'
import { m } from '../../../messages/index.ts'
import { Button } from '../../../ui/button.tsx'
import { Failure, LoadingRows } from '../../../ui/states.tsx'
import { ModelPicker } from '../../models/model-picker.tsx'
import { RunView } from './run-view.tsx'

/** The tasks by run: the API's runs have only the model's side. */
const tasks = new Map<string, string>()

/** A chat with the model that uses the computer. */
export const AgentPanel = ({ computerId }: { computerId: string }) => {
  const { data: models } = useQuery(modelsQuery)
  const { data: runs, error, refetch } = useQuery(runsQuery(computerId))
  if (error) return <Failure error={error} onRetry={() => void refetch()} />
  if (runs === undefined || models === undefined) return <LoadingRows rows={3} />
  const able = models.filter(
    ({ available, input, output }) => available && input.includes('image') && output.includes('text'),
  )
  return <Agent computerId={computerId} runs={runs} models={able} />
}

type AgentProps = { computerId: string; runs: readonly Run[]; models: readonly Model[] }

const Agent = ({ computerId, runs, models }: AgentProps) => {
  const client = useQueryClient()
  const mayUse = useMay('use')
  const [newest] = runs
  const [model, setModel] = useState(models.find(({ id }) => id === newest?.model)?.id ?? models[0]?.id ?? '')
  const [isFresh, setFresh] = useState(false)
  const threadId = isFresh ? undefined : newest?.thread_id
  const shown = runs.filter((run) => run.thread_id === threadId).toReversed()
  const start = useMutation({
    mutationFn: async ({ task, ...run }: Omit<NewRun, 'model' | 'messages'> & { task: string }) => {
      const messages = task === '' ? [] : [{ role: 'user' as const, content: task }]
      const id = await startRun(computerId, {
        ...run,
        model,
        messages,
        ...(threadId ? { thread_id: threadId } : {}),
      })
      if (task !== '') tasks.set(id, task)
    },
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: runsQuery(computerId).queryKey })
      setFresh(false)
    },
  })
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="flex items-center gap-2 border-b border-line p-2">
        <ModelPicker models={models} value={model} onChange={setModel} />
        {shown.length > 0 && (
          <Button size="sm" look="quiet" className="ml-auto" onClick={() => setFresh(true)}>
            {m.computers.newTask}
          </Button>
        )}
      </div>
      <Log length={shown.length}>
        {shown.length === 0 && <Start hasModels={models.length > 0} />}
        {shown.map((run) => (
          <RunView
            key={run.id}
            computerId={computerId}
            run={run}
            task={tasks.get(run.id)}
            onAnswer={(confirmation) => start.mutate({ task: '', confirmation })}
          />
        ))}
        {start.isError && <Failure error={start.error} />}
      </Log>
      <TaskInput
        isDisabled={!mayUse || model === ''}
        isBusy={start.isPending}
        onSend={(task) => start.mutate({ task })}
      />
    </div>
  )
}

const Start = ({ hasModels }: { hasModels: boolean }) => (
  <div className="m-auto flex flex-col items-center gap-2 text-center text-soft">
    <Bot size={26} aria-hidden />
    <p className="max-w-xs">{hasModels ? m.computers.agentEmpty : m.computers.noAgentModel}</p>
  </div>
)

/** Keeps the end visible while it grows, unless the reader has scrolled away. */
const Log = ({ length, children }: { length: number; children: React.ReactNode }) => {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const log = ref.current!
    const follow = new MutationObserver(() => {
      if (log.scrollHeight - log.scrollTop - log.clientHeight < 200) log.scrollTop = log.scrollHeight
    })
    log.scrollTop = log.scrollHeight
    follow.observe(log, { childList: true, subtree: true, characterData: true })
    return () => follow.disconnect()
  }, [length])
  return (
    <div
      ref={ref}
      role="log"
      aria-label={m.computers.agent}
      tabIndex={0}
      className="flex min-h-40 flex-1 flex-col gap-6 overflow-y-auto p-4 outline-offset-[-2px]"
    >
      {children}
    </div>
  )
}

type InputProps = { isDisabled: boolean; isBusy: boolean; onSend: (task: string) => void }

const TaskInput = ({ isDisabled, isBusy, onSend }: InputProps) => {
  const [text, setText] = useState('')
  const isReady = !isDisabled && !isBusy && text.trim() !== ''
  const send = (event?: FormEvent) => {
    event?.preventDefault()
    if (!isReady) return
    onSend(text.trim())
    setText('')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }
  return (
    <form onSubmit={send} className="flex items-end gap-1 border-t border-line p-2">
      <textarea
        aria-label={m.computers.task}
        placeholder={m.computers.taskPlaceholder}
        rows={1}
        disabled={isDisabled}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={onKeyDown}
        className="field-sizing-content max-h-40 min-h-9 flex-1 resize-none bg-transparent px-2 py-1.5 placeholder:text-faint"
      />
      <Button
        type="submit"
        look="primary"
        size="icon"
        aria-label={m.playground.send}
        disabled={!isReady}
        isBusy={isBusy}
      >
        {!isBusy && <ArrowUp size={18} aria-hidden />}
      </Button>
    </form>
  )
}
