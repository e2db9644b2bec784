import { isUnderWay, type Task } from '../../api/tasks.ts'
import { m } from '../../messages/index.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'

const TONES: Record<Task['status'], Tone> = {
  queued: 'plain',
  in_progress: 'accent',
  completed: 'good',
  failed: 'bad',
  cancelled: 'plain',
  expired: 'warn',
}

export const TaskStatus = ({ task }: { task: Task }) => (
  <Badge tone={TONES[task.status]}>{m.media.statuses[task.status]}</Badge>
)

/** The progress of a task. */
export const TaskProgress = ({ task }: { task: Task }) =>
  isUnderWay(task) && (
    <div
      role="progressbar"
      aria-label={m.media.progress}
      aria-valuenow={task.progress}
      aria-valuemin={0}
      aria-valuemax={100}
      className="h-2 overflow-hidden rounded-full bg-raised"
    >
      <div
        className="shimmer h-2 rounded-full bg-accent transition-[width] duration-500"
        style={{ width: `${Math.max(task.progress, 4)}%` }}
      />
    </div>
  )
