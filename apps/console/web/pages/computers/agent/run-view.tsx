import { useMutation } from '@tanstack/react-query'
import { commandRun, type Run } from '../../../api/runs.ts'
import { useMay } from '../../../layout/use-session.ts'
import { m } from '../../../messages/index.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Button } from '../../../ui/button.tsx'
import { formatUsd } from '../../../ui/format.ts'
import { Failure } from '../../../ui/states.tsx'
import { say } from '../../../ui/say.ts'
import { RunBlocks } from './run-blocks.tsx'
import type { RunState } from './run-state.ts'
import { useRun } from './use-run.ts'

type RunProps = {
  computerId: string
  run: Pick<Run, 'id'>
  task: string | undefined
  /** A later run of the thread has answered this run's question. */
  onAnswer: (confirmation: { id: string; approved: boolean }) => void
}

/** One run, live. */
export const RunView = ({ computerId, run, task, onAnswer }: RunProps) => {
  const state = useRun(computerId, run.id)
  const mayUse = useMay('use')
  const question = state.blocks.findLast((block) => block.type === 'question')
  const isAsked = state.reason === 'confirmation' && question !== undefined
  return (
    <article className="flex flex-col gap-3">
      {task !== undefined && (
        <p className="ml-auto max-w-[85%] rounded-lg bg-accent-soft px-4 py-2.5 whitespace-pre-wrap">
          <span className="sr-only">{m.playground.you}: </span>
          {task}
        </p>
      )}
      <RunBlocks blocks={state.blocks} />
      {state.error && <Failure error={new Error(state.error)} />}
      {isAsked && mayUse && (
        <div className="flex gap-2">
          <Button size="sm" look="primary" onClick={() => onAnswer({ id: question.id, approved: true })}>
            {m.computers.allow}
          </Button>
          <Button size="sm" onClick={() => onAnswer({ id: question.id, approved: false })}>
            {m.computers.deny}
          </Button>
        </div>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Status state={state} />
        {state.costUsd > 0 && <span className="nums text-xs text-faint">{formatUsd(state.costUsd)}</span>}
        {mayUse && state.status !== 'finished' && (
          <Commands computerId={computerId} runId={run.id} status={state.status} />
        )}
      </div>
    </article>
  )
}

const Status = ({ state: { status, reason } }: { state: RunState }) => (
  <span role="status">
    <Badge tone={status === 'running' ? 'accent' : status === 'paused' ? 'warn' : 'plain'}>
      {status === 'finished'
        ? (m.computers.reasons[reason as 'stop'] ?? reason)
        : m.computers.runStates[status]}
    </Badge>
  </span>
)

type CommandsProps = { computerId: string; runId: string; status: 'running' | 'paused' }

const Commands = ({ computerId, runId, status }: CommandsProps) => {
  const send = useMutation({
    mutationFn: (command: 'pause' | 'resume' | 'cancel') => commandRun(computerId, runId, command),
    onError: ({ message }) => say(m.common.somethingFailed, message),
  })
  return (
    <div className="ml-auto flex gap-2">
      {status === 'running' ? (
        <Button size="sm" onClick={() => send.mutate('pause')}>
          {m.computers.pause}
        </Button>
      ) : (
        <Button size="sm" look="primary" onClick={() => send.mutate('resume')}>
          {m.computers.resume}
        </Button>
      )}
      <Button size="sm" look="danger" onClick={() => send.mutate('cancel')}>
        {m.computers.cancel}
      </Button>
    </div>
  )
}
